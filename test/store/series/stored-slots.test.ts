import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSlots, NO_SLOTS, slotsIn } from '../../../src/store/series/slots.ts'

const number = fc.nat(500)
const outcomes = fc.record({
  passed: number,
  slow: number,
  failed: number,
  error: number,
  skipped: number,
  missed: number,
})
const ABSENT = { good: null, provider_failed: null, unmeasured: null }

describe('the slots of a stored sum', () => {
  it('are those of its columns, whatever its outcomes say: maintenance is left out there', () => {
    fc.assert(
      fc.property(outcomes, fc.record({ good: number, provider_failed: number, unmeasured: number }), (row, slots) => {
        const { good, provider_failed: failed, unmeasured } = slots
        expect(slotsIn({ ...row, ...slots })).toEqual({ good, failed, unmeasured })
      }),
    )
  })

  it('of a release before these columns are those of its outcomes', () => {
    const row = { passed: 50, slow: 4, failed: 3, error: 2, skipped: 1, missed: 0 }
    expect(slotsIn({ ...row, ...ABSENT })).toEqual({ good: 54, failed: 3, unmeasured: 3 })
  })

  it('of such a release count a row of several missed slots as all of them', () => {
    const row = { passed: 0, slow: 0, failed: 0, error: 2, skipped: 1, missed: 30 }
    expect(slotsIn({ ...row, ...ABSENT }).unmeasured).toBe(32)
    expect(slotsIn({ ...row, missed: 0, skipped: 5, ...ABSENT }).unmeasured).toBe(7)
  })

  it('may have some of the columns: zero is a number, only NULL is absent', () => {
    const row = { passed: 9, slow: 0, failed: 5, error: 4, skipped: 0, missed: 0 }
    expect(slotsIn({ ...row, good: 0, provider_failed: 0, unmeasured: 0 })).toEqual(NO_SLOTS)
    expect(slotsIn({ ...row, good: null, provider_failed: 0, unmeasured: null })).toEqual({
      good: 9,
      failed: 0,
      unmeasured: 4,
    })
  })

  it('add up in any order', () => {
    const slots = fc.record({ good: number, failed: number, unmeasured: number })
    fc.assert(
      fc.property(slots, slots, slots, (a, b, c) => {
        expect(addSlots(addSlots(a, b), c)).toEqual(addSlots(a, addSlots(c, b)))
        expect(addSlots(a, NO_SLOTS)).toEqual(a)
      }),
    )
  })
})
