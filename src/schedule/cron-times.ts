import type { CronFields } from './cron-days.ts'

/** The times of day of a cron expression, in seconds since local midnight, ascending. */
export interface DayTimes {
  readonly first: number
  readonly count: number
  /** The first time from `second` on; undefined after the last one. */
  from(second: number): number | undefined
  /** The number of times before `second`. */
  before(second: number): number
  /** The time at an index that starts at 0. */
  at(index: number): number
}

/** The times of day. They are the product of hours, minutes and seconds, so they are computed, not stored. */
export function cronTimes(fields: Pick<CronFields, 'hour' | 'minute' | 'second'>): DayTimes {
  const [hours, minutes, seconds] = [fields.hour, fields.minute, fields.second].map(inOrder) as [Field, Field, Field]
  const perHour = minutes.length * seconds.length
  const count = hours.length * perHour
  const at = (index: number) =>
    (hours[Math.floor(index / perHour)] ?? 0) * 3_600 +
    (minutes[Math.floor((index % perHour) / seconds.length)] ?? 0) * 60 +
    (seconds[index % seconds.length] ?? 0)
  function before(second: number): number {
    const whole = Math.ceil(second)
    const hour = Math.floor(whole / 3_600)
    const minute = Math.floor((whole % 3_600) / 60)
    const hoursBefore = below(hours, hour)
    if (hours[hoursBefore] !== hour) return hoursBefore * perHour
    const minutesBefore = below(minutes, minute)
    const inHour = hoursBefore * perHour + minutesBefore * seconds.length
    return minutes[minutesBefore] === minute ? inHour + below(seconds, whole % 60) : inHour
  }
  return {
    first: at(0),
    count,
    from(second) {
      const index = before(second)
      return index < count ? at(index) : undefined
    },
    before,
    at,
  }
}

type Field = readonly number[]

function inOrder(field: Field): Field {
  return [...new Set(field)].sort((a, b) => a - b)
}

/** The number of values below `limit`. A field has at most 60, so a linear search will do. */
function below(field: Field, limit: number): number {
  let index = 0
  while (index < field.length && (field[index] as number) < limit) index += 1
  return index
}
