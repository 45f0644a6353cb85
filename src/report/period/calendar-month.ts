import { firstInstantOf, MonitorError, openZone } from '../../core/index.ts'

/** A calendar month in a time zone; epoch ms, half-open. */
export interface Month {
  /** '2026-03' */
  readonly name: string
  /** 'March 2026' */
  readonly title: string
  readonly from: number
  readonly to: number
  /** The month before. */
  readonly before: { readonly from: number; readonly to: number; readonly title: string }
}

const NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

/**
 * The month of a name such as '2026-03', cut at midnight in the zone.
 * @throws MonitorError `range` where it is no month, or begins after `now` (epoch ms)
 */
export function monthNamed(text: string, timezone: string, now: number): Month {
  // Date.UTC takes the years 0 to 99 as 1900 to 1999.
  const [, year, month] = /^([1-9]\d{3})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  if (year === undefined || month === undefined) {
    throw new MonitorError('range', `"${text.slice(0, 40)}" is not a month`, { hint: 'Write it as 2026-03.' })
  }
  const [y, m] = [Number(year), Number(month) - 1]
  const from = startOf(y, m, timezone)
  if (from > now) {
    throw new MonitorError('range', `${titleOf(y, m)} has not begun`, { hint: 'Choose a month of the history.' })
  }
  const earlier = new Date(Date.UTC(y, m - 1))
  const [by, bm] = [earlier.getUTCFullYear(), earlier.getUTCMonth()]
  return {
    ...{ name: text, title: titleOf(y, m), from, to: startOf(y, m + 1, timezone) },
    before: { from: startOf(by, bm, timezone), to: from, title: titleOf(by, bm) },
  }
}

/** The name of the month of a moment: '2026-03'. */
export function monthOf(at: number, timezone: string): string {
  return new Date(at + openZone(timezone).spanAt(at).offsetMs).toISOString().slice(0, 7)
}

function titleOf(year: number, month: number): string {
  return `${NAMES[month]} ${year}`
}

/** When the first of a month begins in the zone: at midnight, or where a clock change skips midnight, at the change. */
function startOf(year: number, month: number, timezone: string): number {
  return firstInstantOf(openZone(timezone), Date.UTC(year, month, 1))
}
