import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'

/** The zone of times in stored texts. */
export const UTC = 'UTC'

/** '21:04:37 UTC', '22:04:37 UTC+1', '02:34:37 UTC+5:30' */
export function clockTime(at: number, timezone = UTC): string {
  if (timezone === UTC) return `${new Date(at).toISOString().slice(11, 19)} UTC`
  const { hour, minute, second } = partsOf(at, timezone)
  return `${hour}:${minute}:${second} ${offsetText(at, timezone)}`
}

/** '22:04:37 UTC+1 on Mon 23 Nov 2026' */
export function timeAndDay(at: number, timezone = UTC): string {
  return `${clockTime(at, timezone)} on ${dayText(at, timezone)}`
}

/** 'Mon 23 Nov 2026' */
export function dayText(at: number, timezone = UTC): string {
  if (timezone === UTC) return new Date(at).toUTCString().slice(0, 16).replace(',', '')
  const { weekday = '', day = '', month = '', year = '' } = partsOf(at, timezone)
  return `${weekday} ${day.padStart(2, '0')} ${month} ${year}`
}

/** 'UTC', 'UTC+1', 'UTC-3:30': what a time of this zone is ahead of UTC at this instant. */
function offsetText(at: number, timezone: string): string {
  return (partsOf(at, timezone).timeZoneName ?? 'GMT').replace('GMT', 'UTC').replace('UTC+0', UTC)
}

/** The IANA name of this machine's zone. */
export function machineTimezone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Whether Intl has this zone; its names are those of the IANA database. */
export function isTimezone(name: string): boolean {
  try {
    return formatOf(name).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** By zone: making one takes far longer than using it. Intl has some 600 zones, so that their number is bounded. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** @throws RangeError for a zone that Intl does not have */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const cached = formats.get(timezone)
  if (cached) return cached
  // American English: its short months have three letters in every version of the language data.
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' },
    ...{ weekday: 'short', day: '2-digit', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'shortOffset' },
  })
  formats.set(timezone, format)
  return format
}

function partsOf(at: number, timezone: string): Readonly<Record<string, string>> {
  const parts = formatOf(timezone).formatToParts(at)
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]))
}

/** A time within a text. */
interface TimeInText {
  /** Where it begins and ends, in UTF-16 units. */
  readonly from: number
  readonly to: number
  /** Epoch ms. */
  readonly at: number
  readonly hasSeconds: boolean
  /** Whether the text names the day as well. */
  readonly hasDay: boolean
}

const TIME =
  /(?<![\d:])([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))? UTC(?![\w+-])(?: on (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d\d) ([A-Z][a-z]{2}) (\d{4}))?/g
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The times in a text as the judge, the witness and alerts write them, in UTC: "21:04:37 UTC", "21:04:37 UTC on Mon 23 Nov
 * 2026", "14:30 UTC".
 * @param near epoch ms. A time without its day is the last one up to an hour after it.
 */
export function timesIn(text: string, near: number): readonly TimeInText[] {
  if (!text.includes(' UTC')) return []
  return [...text.matchAll(TIME)].map((found) => {
    const [whole, hour, minute, second, day, month = '', year] = found
    const ofDay = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * SECOND
    const latest = near + HOUR
    const at =
      day === undefined
        ? Math.floor((latest - ofDay) / DAY) * DAY + ofDay
        : Date.UTC(Number(year), MONTHS.indexOf(month), Number(day)) + ofDay
    const from = found.index
    return { from, to: from + whole.length, at, hasSeconds: second !== undefined, hasDay: day !== undefined }
  })
}

/** The text with each time replaced. */
export function replaceTimes(text: string, near: number, words: (time: TimeInText) => string): string {
  const times = timesIn(text, near)
  if (times.length === 0) return text
  const parts = times.map((time, index) => `${text.slice(times[index - 1]?.to ?? 0, time.from)}${words(time)}`)
  return parts.join('') + text.slice(times.at(-1)?.to)
}

/** The text with its times, which are in UTC, in another zone: "22:04:37 UTC+1". */
export function timesInZone(text: string, near: number, timezone: string): string {
  if (timezone === UTC) return text
  return replaceTimes(text, near, (time) => zonedWords(time, timezone))
}

/** One time of a text in another zone, as exact as it was. */
export function zonedWords({ at, hasSeconds, hasDay }: TimeInText, timezone: string): string {
  const clock = clockTime(at, timezone)
  const clockText = hasSeconds ? clock : clock.slice(0, 5) + clock.slice(8)
  return hasDay ? `${clockText} on ${dayText(at, timezone)}` : clockText
}
