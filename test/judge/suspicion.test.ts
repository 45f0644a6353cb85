import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { baselineRates, EMPTY_BASELINE } from '../../src/judge/baseline.ts'
import { createPolicy, runsPerDay, SUSPICIONS, thresholdFor } from '../../src/judge/policy.ts'
import {
  isClear,
  NO_SUSPICIONS,
  type Observation,
  relationTo,
  type Suspicions,
  weigh,
} from '../../src/judge/suspicion.ts'
import { T0 } from './kit.ts'

const USUAL = { failed: baselineRates(EMPTY_BASELINE, 'failed'), slow: baselineRates(EMPTY_BASELINE, 'slow') }

function observation(at: number, bad?: 'failed' | 'slow', stream = 'login@local'): Observation {
  return { stream, usual: USUAL, endedAt: at, ...(bad ? { bad } : {}) }
}

/** Runs one after the other: seconds since the start, and a sign: `x` failed, `s` slow, `.` good. */
function suspectedAfter(story: readonly (readonly [number, string])[]): Suspicions {
  return story.reduce((suspicions, [second, sign]) => {
    const at = T0 + second * SECOND
    return weigh(suspicions, at, [observation(at, sign === 'x' ? 'failed' : sign === 's' ? 'slow' : undefined)])
  }, NO_SUSPICIONS)
}

describe('thresholds', () => {
  it('are the logarithm of the runs in so many days over the share of the budget, less the overshoot', () => {
    expect(thresholdFor(createPolicy(), runsPerDay(MINUTE), 0.25)).toBeCloseTo(Math.log((0.4 * 90 * 1_440) / 0.25), 9)
  })

  it('share one budget', () => {
    const { outage, slowness, rates, slowdown } = SUSPICIONS
    const shares = [outage, slowness, ...rates, slowdown].map((one) => one.share)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })
})

describe('evidence', () => {
  it('of a failure is the logarithm of how much likelier it is under a fault', () => {
    const { outage, rates } = suspectedAfter([[0, 'x']])
    const usual = USUAL.failed.alone
    expect(outage['login@local']?.evidence).toBeCloseTo(Math.log((1 - 0.05 * (1 - usual)) / usual), 3)
    expect(rates[0]?.evidence).toBeCloseTo(Math.log((1 - 0.65 * (1 - usual)) / usual), 3)
    expect(rates[0]).toMatchObject({ runs: 1, bad: 1, from: T0 })
  })

  it('of a second failure within the blip is far less than that of the first', () => {
    const atOneLocation = suspectedAfter([[0, 'x']]).outage['login@local']?.evidence ?? 0
    const two =
      suspectedAfter([
        [0, 'x'],
        [10, 'x'],
      ]).outage['login@local']?.evidence ?? 0
    expect(two - atOneLocation).toBeCloseTo(Math.log((1 - 0.05 * (1 - USUAL.failed.alone)) / 0.05), 3)
    expect(two - atOneLocation).toBeLessThan(atOneLocation / 2)
  })

  it('is taken back by good runs, down to nothing', () => {
    const [failed, passed] = [
      suspectedAfter([[0, 'x']]),
      suspectedAfter([
        [0, 'x'],
        [60, '.'],
      ]),
    ]
    expect(passed.outage['login@local']?.evidence).toBeLessThan(failed.outage['login@local']?.evidence ?? 0)
    const minutes = Array.from({ length: 200 }, (_none, index) => [60 + 60 * index, '.'] as const)
    expect(isClear(suspectedAfter([[0, 'x'], ...minutes]))).toBe(true)
  })

  it('of failures says nothing on slowness, and of slow runs nothing on failures', () => {
    expect(suspectedAfter([[0, 'x']]).slowness).toEqual({})
    expect(suspectedAfter([[0, 's']]).outage).toEqual({})
    const mixed = suspectedAfter([
      [0, 'x'],
      [10, 's'],
    ])
    expect(mixed.outage['login@local']).toEqual(suspectedAfter([[0, 'x']]).outage['login@local'])
  })

  it('of two locations is kept apart for an outage, and put together for a rate', () => {
    const together = weigh(NO_SUSPICIONS, T0, [
      observation(T0, 'failed', 'login@eu'),
      observation(T0, undefined, 'login@us'),
    ])
    expect(Object.keys(together.outage)).toEqual(['login@eu'])
    expect(together.rates[0]).toMatchObject({ runs: 2, bad: 1 })
  })

  it('does not depend on the order of the runs of one instant', () => {
    const runs = [observation(T0, 'failed', 'a'), observation(T0, undefined, 'b'), observation(T0, 'failed', 'c')]
    expect(weigh(NO_SUSPICIONS, T0, [...runs].reverse())).toEqual(weigh(NO_SUSPICIONS, T0, runs))
  })
})

describe('the relation of a run to failures before it', () => {
  const blip = suspectedAfter([
    [0, 'x'],
    [50, 'x'],
  ])

  it.each([
    [55, 'next'],
    [80, 'next'],
    [81, 'soon'],
    [119, 'soon'],
    [120, 'late'],
    [170, 'late'],
    [171, 'alone'],
  ])('%i s after the first of two is "%s"', (second, relation) => {
    expect(relationTo('failed', blip, T0 + second * SECOND)).toBe(relation)
  })

  it('is none where nothing failed, or where only slow runs were', () => {
    expect(relationTo('failed', NO_SUSPICIONS, T0)).toBe('alone')
    expect(relationTo('failed', suspectedAfter([[0, 's']]), T0 + SECOND)).toBe('alone')
  })

  it('is none an hour before, after a clock was set back', () => {
    expect(relationTo('failed', blip, T0 - 3_600 * SECOND)).toBe('alone')
  })

  it('starts a new blip when a failure comes late', () => {
    const late = suspectedAfter([
      [0, 'x'],
      [50, 'x'],
      [130, 'x'],
    ])
    expect(relationTo('failed', late, T0 + 249 * SECOND)).toBe('soon')
    expect(late.blips.failed.from).toBe(T0 + 130 * SECOND)
  })
})
