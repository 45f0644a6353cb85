import { timesIn, timesInZone } from '../../core/index.ts'

/**
 * Lines whose times are in UTC, in another zone. A time without its day is read as near the last one with its day, so that
 * summer and winter time are right also of an incident half a year ago.
 * @param near epoch ms, for times before the first with a day
 */
export function linesInZone(lines: readonly string[], near: number, timezone: string): readonly string[] {
  let last = near
  return lines.map((line) => {
    last = timesIn(line, last).findLast(({ hasDay }) => hasDay)?.at ?? last
    return timesInZone(line, last, timezone)
  })
}
