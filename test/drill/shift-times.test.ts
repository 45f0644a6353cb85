import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, ImmutableMap } from '../../src/core/index.ts'
import { shiftTimes } from '../../src/drill/shift-times.ts'

const AT = Date.UTC(2026, 10, 29)
/** Times of the years in which Doorwatch runs. */
const time = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2100, 0, 1) })
const shift = fc.integer({ min: -400 * DAY, max: 400 * DAY })

describe('what the judge has learned, moved to the clock of a drill', () => {
  it('has every time in it moved, and counts, durations, shares and texts as they were', () => {
    const memory = {
      ...{ time: AT, n: 12, share: 0.25, name: 'login', open: null, isOpen: true },
      streams: [{ since: AT - DAY, durations: [120, 3_000] }],
    }
    expect(shiftTimes(memory, -DAY)).toEqual({
      ...memory,
      ...{ time: AT - DAY, streams: [{ since: AT - 2 * DAY, durations: [120, 3_000] }] },
    })
  })

  it('preserves the distance of any two times', () => {
    fc.assert(
      fc.property(time, time, shift, (a, b, by) => {
        const moved = shiftTimes({ a, of: [b] }, by)
        expect(moved.a - (moved.of[0] as number)).toBe(a - b)
        expect(moved.a - a).toBe(by)
      }),
    )
  })

  it('has the times in immutable maps moved, which stay maps', () => {
    const streams = ImmutableMap.of([
      ['login', { at: AT, runs: 3 }],
      ['chat', { at: AT - DAY, runs: 4 }],
    ])
    const moved = shiftTimes({ streams }, -DAY).streams
    expect(moved.get('login')).toEqual({ at: AT - DAY, runs: 3 })
    expect([...moved.keys()]).toEqual(['chat', 'login'])
    expect(streams.get('login')).toEqual({ at: AT, runs: 3 })
  })

  it('does not change the original', () => {
    const memory = { at: AT, list: [AT] }
    shiftTimes(memory, DAY)
    expect(memory).toEqual({ at: AT, list: [AT] })
  })
})
