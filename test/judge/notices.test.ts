import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { benchOf, breakHard, CREDENTIALS, calm, DRIFT, NETWORK, states, T0 } from './kit.ts'

describe('a fault of the monitor', () => {
  it.each([
    ['a drifted probe', DRIFT],
    ['refused credentials', CREDENTIALS],
  ])('%s moves no state, and is one notice after its confirm run', (_name, failure) => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    expect(bench.apply({ at, outcome: 'failed', failure })).toMatchObject({ confirm: true, notices: [] })
    const second = bench.apply({ at: at + 10 * SECOND, outcome: 'failed', failure, trigger: 'confirm' })
    expect(second.notices).toMatchObject([{ open: true, blame: failure.blame, surface: 'login', failure }])
    bench.apply({ at: at + MINUTE, outcome: 'failed', failure })
    expect(bench.notices).toHaveLength(1)
    expect(states(bench)).toEqual(['login unknown>operational'])
  })

  it('is closed by the next good run, under the same key', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    breakHard(bench, at, { failure: DRIFT })
    bench.apply({ at: at + MINUTE, outcome: 'failed', failure: DRIFT })
    bench.apply({ at: at + 2 * MINUTE })
    expect(bench.notices.map((notice) => [notice.key, notice.open])).toEqual([
      ['sandbox/login/login/probe/drift', true],
      ['sandbox/login/login/probe/drift', false],
    ])
  })

  it('in the network makes every surface unknown, with one notice', () => {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    for (const surface of ['login', 'chat']) calm(bench, T0, 5, MINUTE, { surface })
    const at = T0 + 5 * MINUTE
    for (const surface of ['login', 'chat']) {
      bench.apply({ at, surface, outcome: 'failed', failure: NETWORK })
      bench.apply({ at: at + 10 * SECOND, surface, outcome: 'failed', failure: NETWORK, trigger: 'confirm' })
    }
    expect(states(bench).slice(2)).toEqual(['login operational>unknown', 'chat operational>unknown'])
    expect(bench.notices).toHaveLength(1)
    expect(bench.changes).toEqual([])
    bench.apply({ at: at + MINUTE, surface: 'login' })
    expect(bench.transitions.at(-1)).toMatchObject({ surface: 'login', to: 'operational' })
    expect(bench.notices.at(-1)).toMatchObject({ open: false })
  })

  it('that aborts a run changes no state', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    const failure = { class: 'interrupted', blame: 'ours', message: 'the worker stopped' } as const
    const verdict = bench.apply({ at, outcome: 'error', failure })
    expect(verdict).toMatchObject({ outcome: 'error', confirm: false, transitions: [], notices: [] })
  })

  it('leaves an incident open and its surfaces as they were', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    breakHard(bench, down + 20 * SECOND, { failure: NETWORK })
    expect(bench.transitions.at(-1)?.to).toBe('down')
  })
})
