import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type QuietWindow, SECOND } from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { benchOf, breakHard, calm, kinds, states, T0 } from './kit.ts'

describe('windows', () => {
  const window = {
    kind: 'maintenance',
    surface: 'login',
    from: T0 + HOUR,
    to: T0 + 2 * HOUR,
    reason: 'upgrade',
  } as const

  it('hide a surface while they last, without an incident', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 60)
    for (let at = T0 + HOUR; at < T0 + HOUR + 20 * MINUTE; at += MINUTE) {
      bench.apply({ at, outcome: at < T0 + HOUR + 10 * MINUTE ? 'passed' : 'failed' })
    }
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'maintenance', to: 'maintenance', measured: 'down' })
    expect(bench.transitions.at(-2)).toMatchObject({ to: 'maintenance', measured: 'operational' })
    expect(bench.transitions.at(-1)?.evidence.reasons[0]).toMatch(/runs failed/)
    expect(bench.changes).toEqual([])
  })

  it('leave an earlier incident open, without a recovery, until the surface works', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 50)
    breakHard(bench, window.from - 5 * MINUTE)
    const opened = bench.changes.length
    for (let at = window.from; at < window.to; at += MINUTE) {
      bench.tick(at)
      bench.apply({ at: at + SECOND, outcome: 'failed' })
    }
    expect(bench.changes.slice(opened).flatMap(({ entries }) => entries.map(({ kind }) => kind))).not.toContain(
      'recovered',
    )
    bench.tick(window.to)
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'maintenance', to: 'down' })
    expect(bench.changes.at(-1)?.entries.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      'scope login is measured again: down',
    )
    expect(kinds(bench)).not.toContain('reopened')
    expect(kinds(bench)).not.toContain('relapsed')
  })

  it('that are a mute change no state and no incident: what follows is the same as without them', () => {
    const playAll = (quiet: readonly QuietWindow[]) => {
      const bench = benchOf({ policy: createPolicy({ quiet }) })
      calm(bench, T0, 60)
      breakHard(bench, T0 + HOUR + 10 * MINUTE)
      for (let at = T0 + HOUR + 20 * MINUTE; at < T0 + 3 * HOUR; at += MINUTE) {
        bench.apply({ at, outcome: 'passed' })
        bench.tick(at + 10 * SECOND)
      }
      return { transitions: bench.transitions, changes: bench.changes }
    }
    const muted = playAll([{ ...window, kind: 'mute' }])
    expect(muted).toEqual(playAll([]))
    expect(muted.changes.at(-1)?.incident.resolvedAt).toBeDefined()
  })

  it('alert a fault that began inside and persists at the moment they end', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 60)
    for (let at = T0 + HOUR; at < T0 + 2 * HOUR; at += MINUTE) {
      bench.apply({ at, outcome: at < T0 + HOUR + 50 * MINUTE ? 'passed' : 'failed' })
      bench.tick(at + 10 * SECOND)
    }
    const verdict = bench.tick(window.to)
    expect(verdict.transitions).toMatchObject([{ from: 'maintenance', to: 'down', since: window.to }])
    expect(verdict.incident?.incident.impactAt).toBe(window.to)
    expect(verdict.incident?.entries[0]?.kind).toBe('opened')
    expect(verdict.transitions[0]?.evidence.reasons.join(' ')).toMatch(/runs failed/)
  })

  it('send no alert at their end where all surfaces work', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 120)
    bench.tick(window.to)
    expect(states(bench)).toEqual([
      'login unknown>operational',
      'login operational>maintenance',
      'login maintenance>operational',
    ])
    expect(bench.changes).toEqual([])
  })
})
