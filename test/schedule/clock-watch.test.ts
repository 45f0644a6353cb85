import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { clockStep } from '../../src/schedule/index.ts'

const BEFORE = { now: Date.UTC(2026, 2, 2, 11), elapsed: 7_000, uptime: 90_000 }

function later(by: { now: number; elapsed: number; uptime: number }) {
  return { now: BEFORE.now + by.now, elapsed: BEFORE.elapsed + by.elapsed, uptime: BEFORE.uptime + by.uptime }
}

describe('a step of the clocks', () => {
  it('in which all clocks advance alike is active time', () => {
    expect(clockStep(BEFORE, later({ now: SECOND, elapsed: SECOND, uptime: SECOND }))).toEqual({ activeMs: SECOND })
  })

  it('is no jump where clocks differ by their resolution or a correction', () => {
    expect(clockStep(BEFORE, later({ now: 1_400, elapsed: SECOND, uptime: 1_010 }))).toEqual({ activeMs: SECOND })
  })

  it.each([HOUR, -HOUR, DAY, -DAY, 2 * SECOND, -2 * SECOND])(
    'in which the wall clock is set by %i ms is a clock change',
    (by) => {
      const step = clockStep(BEFORE, later({ now: SECOND + by, elapsed: SECOND, uptime: SECOND }))
      const expected = BEFORE.now + SECOND
      expect(step).toEqual({ activeMs: SECOND, jump: { reason: 'clock_change', expected, now: expected + by } })
    },
  )

  it('in which the monotonic clock stands still and the uptime does not is a suspended machine', () => {
    const step = clockStep(BEFORE, later({ now: 2 * MINUTE, elapsed: 500, uptime: 2 * MINUTE }))
    expect(step).toMatchObject({ activeMs: 500, jump: { reason: 'suspended' } })
  })

  it('that is far too long is a stopped worker, of which little was active', () => {
    const step = clockStep(BEFORE, later({ now: MINUTE, elapsed: MINUTE, uptime: MINUTE }))
    expect(step).toMatchObject({ activeMs: 2 * SECOND, jump: { reason: 'suspended', now: BEFORE.now + MINUTE } })
  })

  it('that is a little too long is a busy worker', () => {
    expect(clockStep(BEFORE, later({ now: 5_000, elapsed: 5_000, uptime: 5_000 }))).toEqual({ activeMs: 2 * SECOND })
  })
})
