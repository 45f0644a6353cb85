import { type Cadence, DAY, HOUR, SECOND } from '../core/index.ts'
import { COUNTED_MS, cronTimetable, type SlotSpan } from './cron.ts'

export type { SlotSpan } from './cron.ts'

/**
 * The slots of a cadence in `(after, until]`, epoch ms; undefined where there is none. Slots of `every` lie at `phaseMs`
 * past whole multiples of the interval since 1970, so they stay put over restarts; slots of a cron expression lie
 * `phaseMs` (below one second) after its instants.
 * @throws MonitorError code `cron` where the expression or its time zone is not valid.
 */
export function slotsBetween(cadence: Cadence, phaseMs: number, after: number, until: number): SlotSpan | undefined {
  if ('cron' in cadence) {
    const span = cronTimetable(cadence).between(after - phaseMs, until - phaseMs)
    return span && { count: span.count, first: span.first + phaseMs, last: span.last + phaseMs }
  }
  const last = Math.floor((until - phaseMs) / cadence.every) * cadence.every + phaseMs
  if (last <= after) return undefined
  const count = Math.ceil((last - after) / cadence.every)
  return { count, first: last - (count - 1) * cadence.every, last }
}

/**
 * The slots in `(after, until]` that are left where runs lie at least `spacingMs` apart, the one before them at `after`.
 * The slots in between do not count, also not as missed.
 */
export function spacedSlots(
  cadence: Cadence,
  phaseMs: number,
  spacingMs: number | undefined,
  after: number,
  until: number,
): SlotSpan | undefined {
  if (spacingMs === undefined) return slotsBetween(cadence, phaseMs, after, until)
  const span = slotsBetween(cadence, phaseMs, after + spacingMs - 1, until)
  // Runs lie on slots: every 7 min with a spacing of an hour is a run every 63 min.
  const stepMs = 'every' in cadence ? Math.ceil(spacingMs / cadence.every) * cadence.every : spacingMs
  return span && { ...span, count: 1 + Math.floor((span.last - span.first) / stepMs) }
}

/** The first slot after `now`, epoch ms; undefined where a cron expression has none within a hundred years. */
export function nextSlot(cadence: Cadence, phaseMs: number, now: number): number | undefined {
  if ('cron' in cadence) {
    const at = cronTimetable(cadence).next(now - phaseMs)
    return at === undefined ? undefined : at + phaseMs
  }
  return Math.floor((now - phaseMs) / cadence.every) * cadence.every + phaseMs + cadence.every
}

/** How far back `lastSlot` looks, ms, in turn: most slots are found in the first hour. */
const LOOK_BACK_MS = [HOUR, DAY, 8 * DAY, 40 * DAY, 400 * DAY]

/** The last slot up to `until` (epoch ms); undefined where there was none in 400 days. */
export function lastSlot(cadence: Cadence, phaseMs: number, until: number): number | undefined {
  if ('every' in cadence) return slotsBetween(cadence, phaseMs, until - cadence.every, until)?.last
  for (const back of LOOK_BACK_MS) {
    const span = slotsBetween(cadence, phaseMs, until - back, until)
    if (span) return span.last
  }
  return undefined
}

/**
 * How long the newest run may be old around `now`, ms: the interval; of a cron expression the gap between its last slot and
 * the next one, or the gap before that where it is wider, since the run of a slot that is due just now has yet to report.
 */
export function intervalOf(cadence: Cadence, now: number): number {
  if ('every' in cadence) return cadence.every
  const last = lastSlot(cadence, 0, now)
  const next = nextSlot(cadence, 0, now)
  if (last === undefined || next === undefined) return COUNTED_MS
  const before = lastSlot(cadence, 0, last - 1) ?? last - COUNTED_MS
  return Math.max(next - last, last - before)
}

/** Number of slots of a cron expression whose gaps are measured. */
const RHYTHM_SLOTS = 200
/** An average over less than a week would miss the weekend. */
const RHYTHM_MS = 7 * DAY

/** How dense the slots of a cadence lie: the least time between two, ms, and how many a day has on average. */
export function rhythmOf(cadence: Cadence, now: number): { readonly everyMs: number; readonly perDay: number } {
  if ('every' in cadence) return { everyMs: cadence.every, perDay: DAY / cadence.every }
  const timetable = cronTimetable(cadence)
  let everyMs = Number.POSITIVE_INFINITY
  let previous = timetable.next(now)
  for (let slots = 1; previous !== undefined && slots < RHYTHM_SLOTS; slots += 1) {
    const next = timetable.next(previous)
    if (next !== undefined) everyMs = Math.min(everyMs, next - previous)
    if (everyMs === SECOND) break
    previous = next
  }
  const inWeek = timetable.between(now, now + RHYTHM_MS)?.count ?? 0
  if (inWeek > 1) return { everyMs, perDay: (inWeek * DAY) / RHYTHM_MS }
  // Less often than once a week: by the gap between two slots.
  const gap = Number.isFinite(everyMs) ? everyMs : 365 * DAY
  return { everyMs: gap, perDay: DAY / gap }
}
