import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type WorkingHours } from '../../src/core/index.ts'
import { startTimeOf } from '../../src/drill/index.ts'
import type { Scenario } from '../../src/sandbox/index.ts'
import { codeReview, OFFICE } from '../continuity/kit.ts'

const scenario = (changes: Partial<Scenario> = {}): Scenario => ({
  ...{ name: 's', title: 't', what: 'w', page: [], sources: [] },
  surfaces: { login: [{ minute: 0, fault: '500' }, { minute: 60 }] },
  ...changes,
})

/** People who work from one epoch ms to another. */
function worksWithin(from: number, to: number): WorkingHours {
  return {
    ...OFFICE,
    openMsWithin: (start: number, end: number) => Math.max(0, Math.min(end, to) - Math.max(start, from)),
  }
}

const times = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })

describe('when a scenario begins', () => {
  it('is when it happened, whatever the working hours', () => {
    const at = startTimeOf(scenario({ start: '2026-03-02T11:37Z' }), [codeReview({})], Date.UTC(2026, 10, 29))
    expect(at).toBe(Date.UTC(2026, 2, 2, 11, 37))
  })

  it('is a full hour of the week before this one, whatever the time is', () => {
    fc.assert(
      fc.property(times, (now) => {
        const at = startTimeOf(scenario(), [codeReview({ hours: OFFICE })], now)
        expect(at % HOUR).toBe(0)
        const monday = (time: number) => Math.floor((time / DAY + 3) / 7)
        expect(monday(at)).toBe(monday(now) - 1)
      }),
    )
  })

  it('is the hour in which most people lose work', () => {
    const now = Date.UTC(2026, 10, 29, 15)
    const wednesday = Date.UTC(2026, 10, 18)
    const few = codeReview({ people: 3, hours: worksWithin(wednesday, wednesday + 5 * HOUR) })
    const many = codeReview({ people: 9, hours: worksWithin(wednesday + 20 * HOUR, wednesday + 21 * HOUR) })
    expect(startTimeOf(scenario(), [few, many], now)).toBe(wednesday + 20 * HOUR)
    expect(startTimeOf(scenario(), [few], now)).toBe(wednesday)
  })

  it('leaves room for the whole outage, which may be longer than its last change', () => {
    const now = Date.UTC(2026, 10, 29, 15)
    const wednesday = Date.UTC(2026, 10, 18)
    const early = codeReview({ people: 1, hours: worksWithin(wednesday + 5 * HOUR, wednesday + 7 * HOUR) })
    expect(startTimeOf(scenario(), [early], now)).toBe(wednesday + 5 * HOUR)
    expect(startTimeOf(scenario({ until: 240 }), [early], now)).toBe(wednesday + 3 * HOUR)
    expect(240 * MINUTE).toBe(4 * HOUR)
  })
})
