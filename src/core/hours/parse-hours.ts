import { defined } from '../model/defined.ts'
import { MonitorError } from '../model/errors.ts'
import { nearest } from '../text/nearest.ts'
import { isTimezone } from '../text/zoned-time.ts'
import { type Hours, MINUTES_OF_WEEK, type WeekSpan } from './hours.ts'

export const HOURS_EXAMPLE = 'Mo-Fr 08:00-20:00 Europe/Berlin'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MINUTES_OF_DAY = 24 * 60

interface ClockRange {
  /** Minutes since 00:00; `to` is beyond 24:00 where the range ends on the next day. */
  readonly from: number
  readonly to: number
}

/** Days and the times that belong to them. */
interface Rule {
  days: number[]
  times: ClockRange[]
}

/**
 * Reads hours that repeat every week: `Mo-Fr 08:00-20:00 Europe/Berlin`, `Mo-Th 08:00-12:00, 13:00-18:00; Fr 08:00-15:00`,
 * `22:00-06:00` over midnight, `Sa-Su` for whole days. Times without days count every day. The zone is optional.
 * @throws MonitorError code `hours`, its hint says what is wrong
 */
export function parseHours(text: string): Hours {
  const words = text
    .trim()
    .replaceAll(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  const zone = isHours(last) ? undefined : last
  const rules = rulesOf(zone === undefined ? words : words.slice(0, -1), text)
  if (zone !== undefined && !isTimezone(zone)) throw flaw(text, zoneHint(zone))
  const spans = merged(rules.flatMap(spansOf))
  return { text: text.trim(), ...defined({ zone }), spans }
}

/** The weekday of a name such as `Mo`, `Mon` or `Monday`, Monday is 0; undefined for anything else. */
export function weekdayOf(word: string): number | undefined {
  const index = DAYS.findIndex((day) => word.length >= 2 && day.startsWith(word.toLowerCase()))
  return index === -1 ? undefined : index
}

function isHours(word: string): boolean {
  return /^\d/.test(word) || daysOf(word) !== undefined
}

function rulesOf(words: readonly string[], text: string): readonly Rule[] {
  const rules: Rule[] = []
  for (const word of words) {
    const current = rules.at(-1)
    const days = daysOf(word)
    if (days) {
      if (current && current.times.length === 0) current.days.push(...days)
      else rules.push({ days: [...days], times: [] })
    } else {
      const range = rangeOf(word, text)
      if (current) current.times.push(range)
      else rules.push({ days: DAYS.map((_, day) => day), times: [range] })
    }
  }
  if (rules.length === 0) throw flaw(text, 'Give at least one range of days or times.')
  return rules
}

/** The days of `Mo` or `Fr-Mo`; undefined for anything else. */
function daysOf(word: string): readonly number[] | undefined {
  const [first, last, ...rest] = word.split('-').map(weekdayOf)
  if (rest.length > 0 || first === undefined) return undefined
  if (!word.includes('-')) return [first]
  if (last === undefined) return undefined
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

function rangeOf(word: string, text: string): ClockRange {
  const [from, to] = word.split('-').map(minuteOf)
  if (!/^\d\d?:\d\d-\d\d?:\d\d$/.test(word) || from === undefined || to === undefined || from === MINUTES_OF_DAY) {
    throw flaw(text, wordHint(word))
  }
  if (from === to) throw flaw(text, `${word} has zero length. Write 00:00-24:00 for a whole day.`)
  return { from, to: to > from ? to : to + MINUTES_OF_DAY }
}

function minuteOf(clock: string): number | undefined {
  const [hour, minute] = clock.split(':').map(Number)
  if (hour === undefined || minute === undefined || !(minute < 60)) return undefined
  const total = hour * 60 + minute
  return total <= MINUTES_OF_DAY ? total : undefined
}

/** A rule without times is whole days. A range that ends in the next week ends on its Monday. */
function spansOf({ days, times }: Rule): readonly WeekSpan[] {
  const ranges = times.length > 0 ? times : [{ from: 0, to: MINUTES_OF_DAY }]
  return days.flatMap((day) =>
    ranges.flatMap(({ from, to }) => {
      const span = { from: day * MINUTES_OF_DAY + from, to: day * MINUTES_OF_DAY + to }
      if (span.to <= MINUTES_OF_WEEK) return [span]
      return [
        { from: span.from, to: MINUTES_OF_WEEK },
        { from: 0, to: span.to - MINUTES_OF_WEEK },
      ]
    }),
  )
}

function merged(spans: readonly WeekSpan[]): readonly WeekSpan[] {
  const result: WeekSpan[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else result.push(span)
  }
  return result
}

function flaw(text: string, hint: string): MonitorError {
  return new MonitorError('hours', `"${text}" is not a schedule of hours`, {
    hint: `${hint} An example: ${HOURS_EXAMPLE}.`,
  })
}

function wordHint(word: string): string {
  if (/^\d/.test(word)) return `"${word}" is not a time range. Times are written 08:00-20:00, from 00:00 to 24:00.`
  return `"${word}" is not a day. Days are Mo, Tu, We, Th, Fr, Sa and Su.`
}

function zoneHint(word: string): string {
  const zone = nearest(word, Intl.supportedValuesOf('timeZone'))
  const suggestion = zone === undefined ? '' : ` Did you mean "${zone}"?`
  return `"${word}" is neither a day (Mo to Su) nor a time zone.${suggestion}`
}
