import { expect, it } from 'vitest'
import { linesInZone } from '../../../src/cli/readings/lines-in-zone.ts'
import { clockTime, MINUTE, timeAndDay } from '../../../src/core/index.ts'

const WINTER = Date.UTC(2026, 11, 1, 12)
const SUMMER = Date.UTC(2026, 6, 1, 12)

it('shows a time without its day in the summer or winter time of the last one with a day', () => {
  const lines = [
    `${timeAndDay(SUMMER)}: login went from operational to down.`,
    `  2 of 2 runs failed, the first at ${clockTime(SUMMER - MINUTE)}.`,
    `${timeAndDay(WINTER)}: login went from down to operational.`,
    `  the first good run at ${clockTime(WINTER - MINUTE)}.`,
    'No time here.',
  ]
  expect(linesInZone(lines, WINTER, 'Europe/Berlin')).toEqual([
    '14:00:00 UTC+2 on Wed 01 Jul 2026: login went from operational to down.',
    '  2 of 2 runs failed, the first at 13:59:00 UTC+2.',
    '13:00:00 UTC+1 on Tue 01 Dec 2026: login went from down to operational.',
    '  the first good run at 12:59:00 UTC+1.',
    'No time here.',
  ])
  expect(linesInZone(lines, WINTER, 'UTC')).toEqual(lines)
})
