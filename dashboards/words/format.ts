import { DAY, formatDuration, HOUR, MINUTE, plural, SECOND } from '../../src/core/index.ts'

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

/** Formats for a time zone (IANA name), seen from `now`. English, 24 hours, the same on every machine. */
export function formatIn(timezone: string, now: number): Format {
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hourCycle: 'h23', ...options })
    // A page shows the same time several times, and each reading of Intl takes some 10 µs.
    const found = new Map<number, Readonly<Record<string, string>>>()
    return (at: number): Readonly<Record<string, string>> => {
      const known = found.get(at)
      if (known) return known
      const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]))
      found.set(at, parts)
      return parts
    }
  }
  const parts = make({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const long = make({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
  const zone = make({ timeZoneName: 'longOffset' })
  // "Sept" is the one month that some versions of the language data write with four letters.
  const short = (month: string | undefined) => (month ?? '').slice(0, 3)
  const clock = (at: number) => `${parts(at).hour}:${parts(at).minute}`
  const day = (at: number) => `${parts(at).day} ${short(parts(at).month)}`
  const offset = (at: number) => (zone(at).timeZoneName ?? 'GMT').replace('GMT', 'UTC').replace(/[+-]00:00$/, '')
  const dated = (at: number) => {
    const year = parts(at).year === parts(now).year ? '' : ` ${parts(at).year}`
    return `${day(at)}${year}, ${clock(at)}`
  }
  const isToday = (at: number) => day(at) === day(now) && parts(at).year === parts(now).year
  return {
    clock,
    day,
    offset,
    seconds: (at) => `${clock(at)}:${parts(at).second}`,
    exact: (at) => `${isToday(at) ? clock(at) : dated(at)}:${parts(at).second}`,
    dated,
    moment: (at) => (isToday(at) ? clock(at) : dated(at)),
    month: (at) => (short(parts(at).month) === 'Jan' ? `Jan ${parts(at).year}` : short(parts(at).month)),
    date: (at) => `${long(at).weekday} ${long(at).day} ${long(at).month} ${long(at).year}`,
    offsetMs(at) {
      const match = /([+-])(\d\d):(\d\d)/.exec(offset(at))
      if (!match) return 0
      return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * MINUTE)
    },
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

/** '12.4 MB' */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  // 999,500 bytes are 1.0 MB: as kB they would be rounded to 1000.
  const power = units.findIndex((_unit, index) => size / 1000 ** index < 999.5 || index === units.length - 1)
  const value = size / 1000 ** power
  return `${value >= 99.95 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
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
