import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, formatDuration, HOUR, MINUTE, parseDuration } from '../../../src/core/index.ts'

describe('the text of a duration', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.6, '1.0 s'],
    [4_240, '4.2 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [3 * MINUTE + 20_000, '3 min 20 s'],
    [HOUR, '1 h'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
    [3 * DAY, '3 d'],
    [3 * DAY + 59 * MINUTE, '3 d'],
  ])('of %d ms is "%s"', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('reads back as the same duration, to the precision of its smaller unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
        const text = formatDuration(ms)
        const readBack = parseDuration(text.replaceAll('min', 'm').replaceAll(' ', ''))
        const precision = ms < 1_000 ? 0 : ms < 10_000 ? 50 : ms < HOUR ? 500 : ms < DAY ? MINUTE : HOUR
        expect(Math.abs(readBack - ms)).toBeLessThanOrEqual(precision)
      }),
    )
  })
})
