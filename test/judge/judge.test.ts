import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { benchOf, breakHard, calm, HTTP_500, kinds, states, T0 } from './kit.ts'

describe('a surface that works', () => {
  it('is unknown until its first run passes, and sends no alert then', () => {
    const bench = benchOf()
    const verdict = bench.apply({ at: T0 })
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(verdict).toMatchObject({ outcome: 'passed', confirm: false, notices: [] })
    expect(verdict.incident).toBeUndefined()
  })

  it('stays as it is while runs pass', () => {
    const bench = benchOf()
    calm(bench, T0, 100)
    expect(bench.transitions).toHaveLength(1)
    expect(bench.verdicts.every((verdict) => !verdict.confirm)).toBe(true)
  })

  it('requests a confirm run after one failure, without an alert', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 30)
    const verdict = bench.apply({ at, outcome: 'failed' })
    expect(verdict.confirm).toBe(true)
    expect(verdict.transitions).toEqual([])
  })

  it('stays operational after a blip', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 30)
    bench.apply({ at, outcome: 'failed' })
    bench.apply({ at: at + 10 * SECOND, trigger: 'confirm' })
    calm(bench, at + MINUTE, 60)
    expect(states(bench)).toEqual(['login unknown>operational'])
  })

  it('is not judged by skipped slots, manual runs and drills', () => {
    const bench = benchOf()
    calm(bench, T0, 5)
    const before = bench.memory
    for (const trigger of ['manual', 'drill'] as const) bench.apply({ at: T0 + HOUR, outcome: 'failed', trigger })
    bench.apply({ at: T0 + HOUR, outcome: 'skipped' })
    expect(bench.memory).toBe(before)
  })

  it('is judged by drills where the policy says so', () => {
    const bench = benchOf({ policy: createPolicy({ triggers: ['schedule', 'confirm', 'drill'] }) })
    calm(bench, T0, 5)
    expect(bench.apply({ at: T0 + HOUR, outcome: 'failed', trigger: 'drill' }).confirm).toBe(true)
  })
})

describe('a hard outage', () => {
  it('is declared on confirm runs within 35 seconds of the first failure', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    const declared = breakHard(bench, at)
    expect(declared - at).toBeLessThanOrEqual(35 * SECOND)
    expect(states(bench)).toEqual(['login unknown>operational', 'login operational>down'])
    expect(bench.transitions.at(-1)).toMatchObject({ since: at, failure: HTTP_500 })
  })

  it('is declared on the first confirm run where one false alarm a day is allowed, at ten-second probes', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    const at = calm(bench, T0, 6, 10 * SECOND)
    expect(breakHard(bench, at, {}, 3 * SECOND) - at).toBe(3 * SECOND)
    expect(bench.transitions.at(-1)?.to).toBe('down')
  })

  it('opens one incident with a name made of target and time', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    const declared = breakHard(bench, at)
    expect(bench.changes).toHaveLength(1)
    expect(bench.changes[0]?.incident).toMatchObject({
      name: `sandbox-20261123-${new Date(declared + 500).toISOString().slice(11, 19).replaceAll(':', '')}`,
      openedAt: declared + 500,
      impactAt: at,
      surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: at, failure: HTTP_500 }],
    })
    expect(kinds(bench)).toEqual(['opened'])
  })

  it('gives the runs it was declared on, the baseline and the threshold', () => {
    const bench = benchOf()
    breakHard(bench, calm(bench, T0, 60))
    const evidence = bench.transitions.at(-1)?.evidence
    expect(evidence?.runs.length).toBeGreaterThanOrEqual(2)
    expect(evidence?.runs.every((run) => run.outcome === 'failed' && run.message === 'HTTP 500')).toBe(true)
    expect(evidence?.reasons.join(' ')).toMatch(/3 of the last 3 runs failed, the first at 22:00:00 UTC\./)
    // The usual rate excludes the episode itself, which would raise it.
    const usual = Number(
      /Usually 1 run in ([\d,]+) fails/.exec(evidence?.reasons.join(' ') ?? '')?.[1]?.replaceAll(',', ''),
    )
    expect(usual).toBeGreaterThanOrEqual(1_500)
    expect(evidence?.numbers.evidence).toBeGreaterThanOrEqual(evidence?.numbers.threshold ?? Number.NaN)
  })

  it('is detected within four failures a minute apart without confirm runs, after two hours as after days', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 120)
    for (let minute = 0; minute < 4; minute += 1) bench.apply({ at: at + minute * MINUTE, outcome: 'failed' })
    expect(states(bench).at(-1)).toBe('login operational>down')
  })

  it('that alternates every minute is detected before it becomes part of the baseline', () => {
    const bench = benchOf()
    let at = T0
    for (let blip = 0; blip < 3; blip += 1) {
      at = calm(bench, at, 60)
      bench.apply({ at: at - MINUTE / 2, outcome: 'failed' })
    }
    at = calm(bench, at, 30)
    for (let minute = 0; minute < 20; minute += 1) {
      bench.apply({ at: at + minute * MINUTE + 7_000, outcome: minute % 2 === 0 ? 'failed' : 'passed' })
    }
    expect(states(bench).at(-1)).toBe('login operational>degraded')
  })

  it('joins the incident that is open on the target, on its first confirm run', () => {
    const bench = benchOf({ surfaces: ['login', 'chat', 'api'] })
    for (const surface of ['login', 'chat', 'api']) calm(bench, T0, 60, MINUTE, { surface })
    const at = T0 + HOUR
    const first = breakHard(bench, at, { surface: 'login' })
    const second = breakHard(bench, first + 20 * SECOND, { surface: 'chat' })
    expect(second - first).toBe(30 * SECOND)
    expect(kinds(bench)).toEqual(['opened', 'joined', 'scope'])
    expect(new Set(bench.changes.map((change) => change.incident.name)).size).toBe(1)
    expect(bench.changes.at(-1)?.incident.scope).toBe('front doors only (login and chat): API is up')
    expect(bench.changes.at(-1)?.incident.widest).toEqual({
      ...{ scope: 'front doors only (login and chat): API is up', surfaces: 2 },
    })
  })

  it('is declared as well where the very first runs fail', () => {
    const bench = benchOf()
    breakHard(bench, T0)
    expect(states(bench)).toEqual(['login unknown>down'])
  })
})
