import { defined } from '../model/defined.ts'
import { DAY, HOUR, SECOND } from '../model/time.ts'

/** A period with one offset from UTC. */
interface OffsetSpan {
  /** Local time minus UTC, ms. */
  readonly offsetMs: number
  /** Exclusive end, epoch ms. */
  readonly until: number
}

/** A time zone with its offsets from UTC. */
export interface Zone {
  /** The offset at an instant (epoch ms) and the end of the period, within the same UTC day. */
  spanAt(at: number): OffsetSpan
}

/** Upper bound of a clock change, ms. Offsets lie between -12 h and +14 h (IANA tz), rounded up. */
export const WIDEST_OFFSET_MS = 28 * HOUR
/** Days in the cache of offsets. */
const MAX_CACHED_DAYS = 4_000

/**
 * A time zone by its IANA name. Reads an offset from Intl once per UTC day and caches it: at about 15 µs it is the most
 * expensive part of finding a slot.
 * @param name undefined for the zone of this machine
 * @throws RangeError for an unknown zone
 */
export function openZone(name: string | undefined): Zone {
  const cached = name === undefined ? undefined : ZONES.get(name)
  if (cached) return cached
  const zone = makeZone(name)
  // The zone of the machine may change while it runs.
  if (name !== undefined) ZONES.set(name, zone)
  return zone
}

/** The zone that is furthest ahead of UTC, rounded up, ms. */
const FURTHEST_AHEAD_MS = 15 * HOUR

/**
 * The first instant (epoch ms) at which the clock of a zone reads `local` or later. Where a clock change skips `local`, that is
 * the change; of a time that comes twice it is the first.
 * @param local a wall-clock time, written as if it were UTC (epoch ms)
 */
export function firstInstantOf(zone: Zone, local: number): number {
  let from = local - FURTHEST_AHEAD_MS
  for (;;) {
    const { offsetMs, until } = zone.spanAt(from)
    const instant = Math.max(from, local - offsetMs)
    if (instant < until) return instant
    from = until
  }
}

/** By name: a page opens the same zone many times. Intl has some 600, so that their number is bounded. */
const ZONES = new Map<string, Zone>()

function makeZone(name: string | undefined): Zone {
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
    if (midnights.size >= MAX_CACHED_DAYS) midnights.clear()
    const offset = offsetAt(day * DAY)
    midnights.set(day, offset)
    return offset
  }

  /** First instant of the day with the new offset. No zone of the IANA database changes twice on one day. */
  function changeOn(day: number, newOffset: number): number {
    const cached = changes.get(day)
    if (cached !== undefined) return cached
    let [before, after] = [day * DAY, (day + 1) * DAY]
    while (after - before > SECOND) {
      const middle = before + Math.floor((after - before) / (2 * SECOND)) * SECOND
      if (offsetAt(middle) === newOffset) after = middle
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
