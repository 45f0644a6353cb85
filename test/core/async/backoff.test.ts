import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backoff, backoffMs, MINUTE, SECOND } from '../../../src/core/index.ts'

const EVEN: Backoff = { firstMs: 2 * SECOND, longestMs: MINUTE, jitter: 0 }

describe('the wait between attempts', () => {
  it('doubles from attempt to attempt up to the longest', () => {
    const waits = Array.from({ length: 8 }, (_, index) => backoffMs(EVEN, index + 1, 0) / SECOND)
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60])
  })

  it('is the first wait where no attempt is counted yet, and the longest after any number', () => {
    expect(backoffMs(EVEN, 0, 0)).toBe(2 * SECOND)
    expect(backoffMs(EVEN, 100_000, 0)).toBe(MINUTE)
  })

  it('lies within the share that is random, whatever the random number', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        random,
        (nth, share, at) => {
          const whole = backoffMs(EVEN, nth, 0)
          const wait = backoffMs({ ...EVEN, jitter: share }, nth, at)
          expect(wait).toBeGreaterThanOrEqual(Math.floor(whole * (1 - share)))
          expect(wait).toBeLessThanOrEqual(whole)
        },
      ),
    )
  })

  it('differs between waiters by the random number', () => {
    const spread: Backoff = { ...EVEN, jitter: 0.5 }
    expect([0, 0.5, 0.999].map((random) => backoffMs(spread, 3, random))).toEqual([4_000, 6_000, 7_996])
  })
})
