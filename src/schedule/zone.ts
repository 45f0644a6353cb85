import { DAY, defined, SECOND } from '../core/index.ts'

/** A stretch of time in which a zone keeps one offset from UTC. */
export interface OffsetSpan {
  /** Local time minus UTC, ms. */
  readonly offsetMs: number
  /** First instant after the stretch (epoch ms). */
  readonly until: number
}

/** A time zone with its offsets from UTC. */
export interface Zone {
  /** The offset at an instant (epoch ms), and how long it holds; the stretch is at most one UTC day long. */
  spanAt(at: number): OffsetSpan
}

/** No two zones differ by more, and no clock change is longer, ms: from -12 h to +14 h, and a little. */
export const WIDEST_OFFSET_MS = 28 * 3_600_000
/** Days whose offsets are kept. */
const MOST_DAYS = 4_000

/**
 * A zone by its IANA name; the zone of this machine without one. An offset is asked from Intl once per UTC day (about
 * 15 µs) and cached, since asking costs more than all the rest of finding a slot.
 * @throws RangeError where there is no such zone
 */
export function openZone(name: string | undefined): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    ...defined({ timeZone: name }),
  })
  const midnights = new Map<number, number>()
  const changes = new Map<number, number>()

  function offsetAt(at: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - at
  }

  function offsetAtMidnight(day: number): number {
    const cached = midnights.get(day)
    if (cached !== undefined) return cached
    if (midnights.size >= MOST_DAYS) midnights.clear()
    const offset = offsetAt(day * DAY)
    midnights.set(day, offset)
    return offset
  }

  /** First instant of the day with the later offset. One change a day is all that any zone ever had. */
  function changeOn(day: number, later: number): number {
    const cached = changes.get(day)
    if (cached !== undefined) return cached
    let [before, after] = [day * DAY, (day + 1) * DAY]
    while (after - before > SECOND) {
      const middle = before + Math.floor((after - before) / (2 * SECOND)) * SECOND
      if (offsetAt(middle) === later) after = middle
      else before = middle
    }
    changes.set(day, after)
    return after
  }

  return {
    spanAt(at) {
      const day = Math.floor(at / DAY)
      const [first, last] = [offsetAtMidnight(day), offsetAtMidnight(day + 1)]
      const until = (day + 1) * DAY
      if (first === last) return { offsetMs: first, until }
      const change = changeOn(day, last)
      return at < change ? { offsetMs: first, until: change } : { offsetMs: last, until }
    },
  }
}
