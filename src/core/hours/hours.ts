import { DAY, MINUTE } from '../model/time.ts'
import { openZone, type Zone } from './zone.ts'

/** A part of the week by the local clock: minutes since Monday 00:00, `to` not included. */
export interface WeekSpan {
  readonly from: number
  readonly to: number
}

/** Hours that repeat every week, such as working hours. A local time that a clock change repeats counts both times. */
export interface Hours {
  /** As they were written: `Mo-Fr 08:00-20:00 Europe/Berlin`. */
  readonly text: string
  /** IANA name; absent where the text names none: then the zone of this machine. */
  readonly zone?: string
  /** At least one, in order, without overlaps. */
  readonly spans: readonly WeekSpan[]
}

export const MINUTES_OF_WEEK = 7 * 24 * 60
const WEEK = 7 * DAY
/** 1970-01-01 was a Thursday: its week began three days earlier. */
const MONDAY_OFFSET = 3 * DAY
/** A gap is shorter than a week, or than two where a clock change leaves out all of the hours in between. */
const SEARCH_MS = 2 * WEEK + 2 * DAY

/** The first instant at or after `at` within the hours, epoch ms. */
export function nextWithin(hours: Hours, at: number): number {
  return next(hours, at, true) ?? at
}

/** The first instant at or after `at` outside the hours, epoch ms; undefined for hours without an end. */
export function nextOutside(hours: Hours, at: number): number | undefined {
  return next(hours, at, false)
}

/** The hours with a zone where their text names none. */
export function inZone(hours: Hours, zone: string): Hours {
  return hours.zone === undefined ? { ...hours, zone } : hours
}

/** Walks over the periods of one offset: within one, local and absolute time differ by a constant. */
function next(hours: Hours, at: number, within: boolean): number | undefined {
  const zone = zoneOf(hours)
  for (let from = at; from < at + SEARCH_MS; ) {
    const { offsetMs, until } = zone.spanAt(from)
    const time = weekTime(from, offsetMs)
    const span = spanAt(hours, time)
    if ((span !== undefined) === within) return from
    const waitMs = span ? span.to * MINUTE - time : msUntilSpan(hours, time)
    from = Math.min(from + waitMs, until)
  }
  return undefined
}

function msUntilSpan({ spans }: Hours, time: number): number {
  const waits = spans.map(({ from }) => (from * MINUTE - time + WEEK) % WEEK)
  return Math.min(...waits)
}

function spanAt({ spans }: Hours, time: number): WeekSpan | undefined {
  return spans.find(({ from, to }) => from * MINUTE <= time && time < to * MINUTE)
}

/** Time since Monday 00:00 by the local clock, ms. */
function weekTime(at: number, offsetMs: number): number {
  return (((at + offsetMs + MONDAY_OFFSET) % WEEK) + WEEK) % WEEK
}

const ZONES = new Map<string, Zone>()

function zoneOf({ zone = '' }: Hours): Zone {
  const open = ZONES.get(zone) ?? openZone(zone === '' ? undefined : zone)
  ZONES.set(zone, open)
  return open
}
