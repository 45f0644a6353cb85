import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { benchOf, calm, kinds, states, T0 } from './kit.ts'

describe('slowness', () => {
  const usual = { 'open the page': 40, 'submit credentials': 100 }
  const slow = { 'open the page': 40, 'submit credentials': 3_100 }

  it('of three seconds is found within two further runs on a fresh installation', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    const at = calm(bench, T0, 5, 10 * SECOND, { steps: usual })
    const first = bench.apply({ at, steps: slow })
    expect(first).toMatchObject({ outcome: 'slow', confirm: true })
    bench.apply({ at: at + 3 * SECOND, steps: slow, trigger: 'confirm' })
    bench.apply({ at: at + 6 * SECOND, steps: slow, trigger: 'confirm' })
    expect(states(bench)).toEqual(['login unknown>operational', 'login operational>degraded'])
    expect(bench.transitions.at(-1)?.failure).toMatchObject({ class: 'slow', step: 'submit credentials' })
    expect(bench.transitions.at(-1)?.failure?.message).toBe('took 3.1 s, usually 100 ms')
  })

  it('too small to notice is not slowness', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 20, MINUTE, { steps: { api: 5 } })
    expect(bench.apply({ at, steps: { api: 60 } }).outcome).toBe('passed')
  })

  it('ends with evidence, like any other trouble', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    let at = calm(bench, T0, 5, 10 * SECOND, { steps: usual })
    at = calm(bench, at, 6, 10 * SECOND, { steps: slow })
    calm(bench, at, 6, 10 * SECOND, { steps: usual })
    expect(bench.transitions.at(-1)?.to).toBe('operational')
    expect(kinds(bench)).toEqual(['opened', 'recovered', 'resolved'])
  })
})
