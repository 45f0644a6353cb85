import { validateDetailed } from 'node-cron'
import { DAY, MonitorError, openZone, SECOND, WIDEST_OFFSET_MS, type Zone } from '../core/index.ts'
import { type CronDays, cronDays } from './cron-days.ts'
import { cronTimes, type DayTimes } from './cron-times.ts'

/** Slots in `(after, until]`: how many there are, the first and the last (epoch ms). */
export interface SlotSpan {
  readonly count: number
  readonly first: number
  readonly last: number
}

/** The instants of a cron expression in its time zone. */
interface CronTimetable {
  /** The first instant after `at` (epoch ms); undefined where there is none within a hundred years. */
  next(at: number): number | undefined
  /** The instants in `(after, until]`; of a longer span than 400 days, only those of its last 400. */
  between(after: number, until: number): SlotSpan | undefined
}

interface CronExpression {
  readonly cron: string
  /** IANA name; the zone of this machine without one. */
  readonly timezone?: string
}

/** A year and a month. */
export const COUNTED_MS = 400 * DAY

const timetables = new Map<string, CronTimetable>()

/**
 * The instants of a cron expression. node-cron reads the expression and says which wall-clock times match; which instant
 * is next is computed here, since asking its matcher about every second of a week takes seconds. Wall-clock times that a
 * change to summer time leaves out do not occur on that day; those that a change back repeats occur twice.
 * @throws MonitorError code `cron` where the expression or its time zone is not valid.
 */
export function cronTimetable({ cron, timezone }: CronExpression): CronTimetable {
  const key = `${timezone ?? ''} ${cron}`
  const existing = timetables.get(key)
  if (existing) return existing
  const timetable = createTimetable(cron, timezone)
  timetables.set(key, timetable)
  return timetable
}

function createTimetable(cron: string, timezone: string | undefined): CronTimetable {
  const { valid, fields, errors } = validateDetailed(cron)
  if (!valid || !fields) {
    const problems = errors.map((error) => error.message).join('; ')
    throw new MonitorError('cron', `"${cron}" is not a cron expression${problems ? `: ${problems}` : ''}`, {
      hint: 'Write minute, hour, day of month, month, day of week: "*/5 * * * *" is every five minutes.',
    })
  }
  const expression = { days: cronDays(fields), times: cronTimes(fields), zone: zoneOf(timezone) }
  /** The last result: a scheduler asks for the same slot repeatedly. */
  let cached: { readonly after: number; readonly next: number | undefined } | undefined
  const next = (at: number) => {
    if (cached && at >= cached.after && (cached.next === undefined || at < cached.next)) return cached.next
    cached = { after: at, next: nextInstant(expression, at) }
    return cached.next
  }
  return { next, between: (after, until) => between(expression, Math.max(after, until - COUNTED_MS), until, next) }
}

function zoneOf(timezone: string | undefined): Zone {
  try {
    return openZone(timezone)
  } catch (cause) {
    throw new MonitorError('cron', `"${timezone}" is not a time zone`, {
      hint: 'Write a name of the IANA database, such as "Europe/Berlin" or "America/New_York".',
      cause,
    })
  }
}

interface Expression {
  readonly days: CronDays
  readonly times: DayTimes
  readonly zone: Zone
}

/** The first instant after `at`: the next matching wall-clock time, looked for in one stretch of constant offset after the other. */
function nextInstant({ days, times, zone }: Expression, at: number): number | undefined {
  let from = (Math.floor(at / SECOND) + 1) * SECOND
  const start = from
  for (;;) {
    const { offsetMs, until } = zone.spanAt(from)
    const local = nextLocal(days, times, from + offsetMs)
    if (local === undefined) return undefined
    const instant = local - offsetMs
    if (instant < until) return instant
    // A clock that is set back can bring an earlier match until `WIDEST_OFFSET_MS` from here, not later than that.
    from = until < start + WIDEST_OFFSET_MS ? until : Math.max(until, instant - WIDEST_OFFSET_MS)
  }
}

/** The first matching wall-clock time from `local` on, written as if it were UTC (epoch ms). */
function nextLocal(days: CronDays, times: DayTimes, local: number): number | undefined {
  const day = Math.floor(local / DAY)
  const today = days.matches(day) ? times.from((local - day * DAY) / SECOND) : undefined
  if (today !== undefined) return day * DAY + today * SECOND
  const next = days.from(day + 1)
  return next === undefined ? undefined : next * DAY + times.first * SECOND
}

/** Counts by days, not by instants: an expression of every second has 35 million of them in 400 days. */
function between(
  { days, times, zone }: Expression,
  after: number,
  until: number,
  next: (at: number) => number | undefined,
): SlotSpan | undefined {
  const first = next(after)
  if (first === undefined || first > until) return undefined
  let [count, last] = [0, first]
  for (let from = first; from <= until; ) {
    const { offsetMs, until: spanEnd } = zone.spanAt(from)
    const local = from + offsetMs
    const dayStart = Math.floor(local / DAY) * DAY
    const end = Math.min(spanEnd, dayStart + DAY - offsetMs, Math.floor(until / SECOND) * SECOND + SECOND)
    if (days.matches(dayStart / DAY)) {
      const below = times.before((end + offsetMs - dayStart) / SECOND)
      const slots = below - times.before((local - dayStart) / SECOND)
      count += slots
      if (slots > 0) last = dayStart - offsetMs + times.at(below - 1) * SECOND
    }
    from = end
  }
  return { count, first, last }
}
