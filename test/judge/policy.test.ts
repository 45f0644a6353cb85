import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import {
  createPolicy,
  joinThreshold,
  POOL_SHARE,
  runsPerDay,
  SUSPICIONS,
  settlingMs,
  thresholdFor,
} from '../../src/judge/policy.ts'
import { advanceTime } from '../../src/judge/showing.ts'
import { T0 } from './kit.ts'

describe('the policy', () => {
  it('spends its whole budget of false alarms on the suspicions it has, and no more', () => {
    const { outage, slowness, rates, slowdown } = SUSPICIONS
    const shares = [outage.share, slowness.share, slowdown.share, ...rates.map(({ share }) => share)]
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    expect(POOL_SHARE).toBeLessThan(1)
  })

  it('asks for more evidence the fewer false alarms it may have and the more runs a day make', () => {
    const days = fc.integer({ min: 1, max: 3_650 })
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 86_400 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (days, runs, share) => {
          const of = (falseAlarmDays: number, runs: number, share: number) =>
            thresholdFor(createPolicy({ falseAlarmDays }), runs, share)
          expect(of(days + 1, runs, share)).toBeGreaterThanOrEqual(of(days, runs, share))
          expect(of(days, runs + 1, share)).toBeGreaterThanOrEqual(of(days, runs, share))
          expect(of(days, runs, share / 2)).toBeGreaterThanOrEqual(of(days, runs, share))
          expect(joinThreshold(of(days, runs, share))).toBeLessThanOrEqual(Math.log(10_000))
          expect(of(days, runs, share)).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('counts the runs of a day by the interval', () => {
    expect([10 * SECOND, MINUTE, 24 * HOUR].map(runsPerDay)).toEqual([8_640, 1_440, 1])
  })

  it('settles between an hour and its limit, longer after longer episodes', () => {
    const policy = createPolicy()
    expect([MINUTE, 40 * MINUTE, 2 * HOUR, 100 * HOUR].map((ms) => settlingMs(ms, policy) / HOUR)).toEqual([1, 1, 3, 8])
    expect(settlingMs(2 * HOUR, createPolicy({ settleMs: 0 }))).toBe(0)
  })
})

describe('active time', () => {
  const time = fc.record({ now: fc.integer({ min: 1, max: 1e9 }), activeMs: fc.nat(1e9) })

  it('never goes back and never advances faster than the clock or 30 s', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: -1e6, max: 1e6 }), (before, passed) => {
        const after = advanceTime(before, before.now + passed)
        const advanced = after.activeMs - before.activeMs
        expect(advanced).toBeGreaterThanOrEqual(0)
        expect(advanced).toBeLessThanOrEqual(Math.max(0, Math.min(passed, 30 * SECOND)))
      }),
    )
  })

  it('is the same object within five seconds, and starts with the first tick', () => {
    const before = { now: T0, activeMs: 7 }
    expect(advanceTime(before, T0 + 5 * SECOND - 1)).toBe(before)
    expect(advanceTime(before, T0 + 5 * SECOND)).toEqual({ now: T0 + 5 * SECOND, activeMs: 7 + 5 * SECOND })
    expect(advanceTime({ now: 0, activeMs: 0 }, T0)).toEqual({ now: T0, activeMs: 0 })
    expect(advanceTime(before, T0 - HOUR)).toEqual({ now: T0 - HOUR, activeMs: 7 })
  })
})
