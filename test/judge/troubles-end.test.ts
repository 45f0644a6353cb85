import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import {
  type Bench,
  benchOf,
  breakHard,
  CREDENTIALS,
  calm,
  DRIFT,
  HTTP_500,
  kinds,
  NETWORK,
  states,
  T0,
} from './kit.ts'

/** Numbers from 0 to 1 that are the same each time (Lehmer). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Runs a minute apart of which a share fails, each failure followed by the confirm runs that are asked for. */
function breakPartly(bench: Bench, from: number, runs: number, share: number, seed: number): number {
  const roll = dice(seed)
  const outcome = () => (roll() < share ? ('failed' as const) : ('passed' as const))
  for (let index = 0; index < runs; index += 1) {
    const at = from + index * MINUTE
    let verdict = bench.apply({ at, outcome: outcome() })
    for (let extra = 1; verdict.confirm && extra < 5; extra += 1) {
      verdict = bench.apply({ at: at + extra * 10 * SECOND, outcome: outcome(), trigger: 'confirm' })
    }
  }
  return from + runs * MINUTE
}

const count = (all: readonly string[], ...wanted: readonly string[]) => all.filter((one) => wanted.includes(one)).length

describe('trouble that is neither an outage nor a few errors', () => {
  it.each([0.5, 0.6, 0.7])('(%f of the runs fail for ten hours) does not alert again and again', (share) => {
    for (const seed of [3, 17, 99, 2_024]) {
      const bench = benchOf()
      breakPartly(bench, calm(bench, T0, 120), 600, share, seed)
      expect(count(kinds(bench), 'opened')).toBe(1)
      expect(count(kinds(bench), 'worsened', 'eased')).toBeLessThanOrEqual(9)
    }
  })

  it('that turns into an outage is down within a few runs', () => {
    const bench = benchOf()
    const at = breakPartly(bench, calm(bench, T0, 120), 60, 0.35, 5)
    expect(bench.transitions.at(-1)?.to).toBe('degraded')
    calm(bench, at, 6, MINUTE, { outcome: 'failed' })
    expect(bench.transitions.at(-1)?.to).toBe('down')
  })
})

describe('mild trouble that is over', () => {
  it('recovers although usual blips continue', () => {
    const lags = [3, 17, 99, 256, 777, 2_024].map((seed) => {
      const bench = benchOf()
      const end = breakPartly(bench, breakPartly(bench, T0, 3 * 1_440, 0.01, seed), 360, 0.1, seed + 1)
      expect(bench.transitions.at(-1)?.to).toBe('degraded')
      for (let at = end; bench.transitions.at(-1)?.to !== 'operational'; )
        at = breakPartly(bench, at, 1, 0.01, at % 65_537)
      return ((bench.transitions.at(-1)?.at ?? 0) - end) / MINUTE
    })
    expect(Math.max(...lags)).toBeLessThan(180)
  })
})

describe('what could not be measured for a while', () => {
  it('returns to the incident in its earlier state, without an alert', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    for (let gap = 1; gap <= 5; gap += 1) {
      const from = down + gap * HOUR
      for (let at = from; at < from + 6 * MINUTE; at += 10 * SECOND) bench.tick(at)
      bench.apply({ at: from + 6 * MINUTE, outcome: 'failed' })
    }
    expect(count(states(bench), 'login unknown>down')).toBe(5)
    expect(count(kinds(bench), 'worsened', 'eased', 'relapsed', 'joined')).toBe(0)
    expect(bench.changes.at(-1)?.entries.at(0)).toMatchObject({ text: 'login is measured again: down' })
  })

  it('alerts where it returns in a worse state than before', () => {
    const bench = benchOf({ surfaces: ['login'] })
    const at = breakPartly(bench, calm(bench, T0, 120), 60, 0.35, 5)
    for (let now = at; now < at + 5 * MINUTE; now += 10 * SECOND) bench.tick(now)
    calm(bench, at + 5 * MINUTE, 8, MINUTE, { outcome: 'failed' })
    expect(count(kinds(bench), 'worsened')).toBeGreaterThanOrEqual(1)
  })

  it('does not count as recovered', () => {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    for (const surface of ['login', 'chat']) calm(bench, T0, 60, MINUTE, { surface })
    const down = breakHard(bench, T0 + HOUR)
    for (let at = down; at < down + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    expect(bench.changes.at(-1)?.incident.scope).toBe('the state of the surfaces login and chat is unknown')
    expect(bench.changes.at(-1)?.incident.widest).toEqual({
      scope: expect.stringMatching(/^login|^sign-in/),
      surfaces: 1,
    })
  })
})

describe('a probe that reports a fault of the monitor', () => {
  it.each([
    ['drift', DRIFT],
    ['a refused key', CREDENTIALS],
  ])('(%s) has not stopped reporting', (_what, failure) => {
    const bench = benchOf()
    const from = calm(bench, T0, 30)
    for (let at = from; at < from + 20 * MINUTE; at += MINUTE) {
      bench.apply({ at, outcome: 'error', failure })
      for (let now = at; now < at + MINUTE; now += 10 * SECOND) bench.tick(now)
    }
    expect(bench.transitions.at(-1)).toMatchObject({
      to: 'unknown',
      evidence: { reasons: ['No run could measure it for two intervals.'], runs: [] },
    })
    expect(bench.notices.map(({ failure: seen }) => seen.class)).toEqual([failure.class])
  })

  it('and then stops gets a notice of silence', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 30)
    breakHard(bench, at, { outcome: 'error', failure: DRIFT })
    for (let now = at; now < at + 5 * MINUTE; now += 10 * SECOND) bench.tick(now)
    expect(bench.notices.map(({ text }) => text)).toEqual([
      expect.stringContaining('needs repair'),
      expect.stringContaining('has not reported for'),
    ])
  })

  it('gets no notice of silence when the network returns first for another probe', () => {
    const surfaces = ['login', 'chat', 'api']
    const bench = benchOf({ surfaces })
    for (const surface of surfaces) calm(bench, T0, 30, MINUTE, { surface })
    for (let minute = 30; minute < 40; minute += 1) {
      for (const surface of surfaces)
        bench.apply({ at: T0 + minute * MINUTE, surface, outcome: 'error', failure: NETWORK })
      for (let tick = 0; tick < 6; tick += 1) bench.tick(T0 + minute * MINUTE + tick * 10 * SECOND)
    }
    bench.apply({ at: T0 + 40 * MINUTE, surface: 'api' })
    for (let tick = 0; tick < 5; tick += 1) bench.tick(T0 + 40 * MINUTE + tick * 10 * SECOND)
    expect(bench.notices.map(({ key, open }) => [key, open])).toEqual([
      ['sandbox/network', true],
      ['sandbox/network', false],
    ])
  })
})

describe('an incident that opens again', () => {
  const soon = 10 * MINUTE
  function reopened(surface: string): Bench {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    for (const name of ['login', 'chat']) calm(bench, T0, 60, MINUTE, { surface: name })
    const down = breakHard(bench, T0 + HOUR)
    const well = calm(bench, down + 10 * SECOND, 12)
    expect(kinds(bench).at(-1)).toBe('resolved')
    breakHard(bench, well + soon, { surface, failure: HTTP_500 })
    return bench
  }

  it('says "again" of a surface that was affected before', () => {
    expect(reopened('login').changes.at(-1)?.entries).toMatchObject([
      { kind: 'reopened', surface: 'login', text: expect.stringMatching(/^login is down again after \d+ min/) },
    ])
  })

  it('does not say "again" of a surface that worked throughout', () => {
    expect(reopened('chat').changes.at(-1)?.entries.slice(0, 2)).toMatchObject([
      {
        kind: 'reopened',
        text: expect.stringMatching(/^there is trouble again, \d+ min.* after all surfaces had recovered$/),
      },
      { kind: 'joined', surface: 'chat', text: "chat is down (HTTP 500 at 'submit credentials')" },
    ])
  })
})
