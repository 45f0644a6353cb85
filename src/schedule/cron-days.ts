import type { parse } from 'node-cron'
import { DAY } from '../core/index.ts'

/** The fields of a cron expression as node-cron parses them. */
export type CronFields = ReturnType<typeof parse>

/** The days of a cron expression. A day is a number of days since 1970-01-01, in local time. */
export interface CronDays {
  matches(day: number): boolean
  /** The first matching day from `day` on; undefined if none follows within a hundred years. */
  from(day: number): number | undefined
}

const HORIZON_DAYS = 100 * 366
const SUNDAY = 0
const SATURDAY = 6

interface CalendarDay {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  readonly date: number
  /** 0 is Sunday */
  readonly weekday: number
  /** Last date of the month, 28 to 31. */
  readonly lastDate: number
}

/** The matching days. Day of month, month and day of week must all match, as in node-cron (in Vixie cron one day field is enough). */
export function cronDays({ dayOfMonth, month, dayOfWeek }: Pick<CronFields, 'dayOfMonth' | 'month' | 'dayOfWeek'>) {
  const months = new Set(month)
  const dates = dayOfMonth.map(dateRule)
  const weekdays = dayOfWeek.map(weekdayRule)
  const matchesInMonth = (day: CalendarDay) =>
    dates.some((isDate) => isDate(day)) && weekdays.some((isWeekday) => isWeekday(day))
  const days: CronDays = {
    matches(day) {
      const calendar = calendarDay(day)
      return months.has(calendar.month) && matchesInMonth(calendar)
    },
    from(day) {
      for (let next = day; next < day + HORIZON_DAYS; ) {
        const calendar = calendarDay(next)
        if (!months.has(calendar.month)) {
          next += calendar.lastDate - calendar.date + 1
          continue
        }
        if (matchesInMonth(calendar)) return next
        next += 1
      }
      return undefined
    },
  }
  return days
}

function calendarDay(day: number): CalendarDay {
  const date = new Date(day * DAY)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth() + 1
  return {
    year,
    month,
    date: date.getUTCDate(),
    weekday: date.getUTCDay(),
    lastDate: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  }
}

/** `15`, `L` (last day), `L-3` (three days before it), `15W` and `LW` (the weekday nearest to it, in the same month). */
function dateRule(field: number | string): (day: CalendarDay) => boolean {
  if (typeof field === 'number') return ({ date }) => date === field
  const weekday = /^(\d+|L)W$/i.exec(field)
  if (weekday) {
    const target = weekday[1] === 'L' || weekday[1] === 'l' ? undefined : Number(weekday[1])
    return (day) => day.date === nearestWeekday(day, target ?? day.lastDate)
  }
  const daysBefore = Number(/^L-(\d+)$/i.exec(field)?.[1] ?? 0)
  return ({ date, lastDate }) => date === lastDate - daysBefore
}

/** The date of the weekday nearest to `target` within the month; undefined if the month has no such date. */
function nearestWeekday({ weekday, date, lastDate }: CalendarDay, target: number): number | undefined {
  if (target > lastDate) return undefined
  const targetWeekday = (((weekday + target - date) % 7) + 7) % 7
  if (targetWeekday === SATURDAY) return target === 1 ? 3 : target - 1
  if (targetWeekday === SUNDAY) return target === lastDate ? target - 2 : target + 1
  return target
}

/** `1` (Monday), `5L` (the last Friday of the month), `2#3` (its third Tuesday). */
function weekdayRule(field: number | string): (day: CalendarDay) => boolean {
  const text = String(field)
  const target = Number(text[0]) % 7
  if (/^\dL$/i.test(text)) return ({ weekday, date, lastDate }) => weekday === target && date + 7 > lastDate
  const nth = /^\d#(\d)$/.exec(text)?.[1]
  if (nth !== undefined) return ({ weekday, date }) => weekday === target && Math.ceil(date / 7) === Number(nth)
  return ({ weekday }) => weekday === target
}
