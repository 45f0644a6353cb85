import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../../src/cli/readings/moment.ts'

const NOW = Date.UTC(2026, 11, 2, 12)
const read = (text: string) => new Date(parseMoment(text, 'Europe/Berlin', NOW)).toISOString()

describe('a time on the command line', () => {
  it.each([
    ['Sat 03:00', '2026-12-05T02:00:00.000Z'],
    ['saturday 3:00', '2026-12-05T02:00:00.000Z'],
    ['We 12:30', '2026-12-09T11:30:00.000Z'],
    ['23:59', '2026-12-02T22:59:00.000Z'],
    ['13:00', '2026-12-02T12:00:00.000Z'],
    ['2026-03-02T11:30:00Z', '2026-03-02T11:30:00.000Z'],
    ['2026-03-02T11:30+02:00', '2026-03-02T09:30:00.000Z'],
  ])('is read in the zone, the next one where it repeats: %s', (text, at) => {
    expect(read(text)).toBe(at)
  })

  it.each(['', 'Sat', '24:00', '03:60', 'Foo 03:00', 'tomorrow'])('is refused where it is none: "%s"', (text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('Sat 03:00') }),
    )
  })
})
