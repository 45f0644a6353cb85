import { DAY, formatDuration, HOUR, MINUTE, openZone, plural, SECOND } from '../../src/core/index.ts'

/** Times as people in one zone write them. */
export interface Format {
  /** '21:05', with the day where it is not today's, with the year where it is not this year's. */
  moment(at: number): string
  /** '23 Nov, 21:05', with the year where it is not this year's. */
  dated(at: number): string
  /** '21:05' */
  clock(at: number): string
  /** '21:05:12' */
  seconds(at: number): string
  /** '21:05:12', with the day where it is not today's. */
  exact(at: number): string
  /** '23 Nov' */
  day(at: number): string
  /** 'Nov' or, for January, 'Jan 2027' */
  month(at: number): string
  /** 'Monday 23 November 2026' */
  date(at: number): string
  /** 'UTC+01:00', or 'UTC' */
  offset(at: number): string
  /** Milliseconds the zone is ahead of UTC. */
  offsetMs(at: number): number
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

/** Formats for a time zone (IANA name), seen from `now`. English, 24 hours, the same on every machine. */
export function formatIn(timezone: string, now: number): Format {
  const zone = openZone(timezone)
  // By arithmetic: Intl takes some 10 µs for each of the thousand times of a page.
  const local = (at: number) => new Date(at + zone.spanAt(at).offsetMs)
  const short = (date: Date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = (at: number) => {
    const date = local(at)
    return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
  }
  const day = (at: number) => {
    const date = local(at)
    return `${date.getUTCDate()} ${short(date)}`
  }
  const year = (at: number) => local(at).getUTCFullYear()
  const second = (at: number) => two(local(at).getUTCSeconds())
  const offset = (at: number) => {
    const minutes = Math.round(zone.spanAt(at).offsetMs / MINUTE)
    const ahead = Math.abs(minutes)
    return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
  }
  const [today, thisYear] = [day(now), year(now)]
  const dated = (at: number) => `${day(at)}${year(at) === thisYear ? '' : ` ${year(at)}`}, ${clock(at)}`
  const isToday = (at: number) => day(at) === today && year(at) === thisYear
  return {
    clock,
    day,
    offset,
    seconds: (at) => `${clock(at)}:${second(at)}`,
    exact: (at) => `${isToday(at) ? clock(at) : dated(at)}:${second(at)}`,
    dated,
    moment: (at) => (isToday(at) ? clock(at) : dated(at)),
    month: (at) => (short(local(at)) === 'Jan' ? `Jan ${year(at)}` : short(local(at))),
    date(at) {
      const date = local(at)
      return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
    },
    offsetMs: (at) => zone.spanAt(at).offsetMs,
  }
}

/** A measured number with its unit: milliseconds below a second, else seconds. */
export function duration(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`
  return formatDuration(ms)
}

/** Time passed or to come, in whole seconds: it counts on, and tenths would only flicker. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND))
  return seconds < 10 ? `${seconds} s` : formatDuration(seconds * SECOND)
}

/** 'the last 24 hours' */
export function spanInWords(ms: number): string {
  const hours = Math.round(ms / HOUR)
  if (ms < 50 * MINUTE) return `the last ${plural(Math.max(1, Math.round(ms / MINUTE)), 'minute')}`
  if (ms < 90 * MINUTE) return 'the last hour'
  if (hours <= 48) return `the last ${hours} hours`
  const days = Math.round(ms / DAY)
  return days >= 360 && days <= 370 ? 'the last year' : `the last ${days} days`
}
