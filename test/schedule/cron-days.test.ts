import fc from 'fast-check'
import { parse } from 'node-cron'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../src/core/index.ts'
import { cronDays } from '../../src/schedule/cron-days.ts'
import { cronTimes } from '../../src/schedule/cron-times.ts'

/** A day of the calendar by plain arithmetic on dates, for comparison. */
function plainDay(day: number) {
  const date = new Date(day * DAY)
  const nextDay = (by: number) => new Date((day + by) * DAY)
  const lastDate = Array.from({ length: 31 }, (_, by) => nextDay(by))
    .filter((other) => other.getUTCMonth() === date.getUTCMonth())
    .at(-1)
  return {
    month: date.getUTCMonth() + 1,
    date: date.getUTCDate(),
    weekday: date.getUTCDay(),
    lastDate: lastDate?.getUTCDate() ?? 0,
  }
}

/** The weekday nearest to a date within the same month, found by trying the dates around it. */
function nearestWorkday(day: number, target: number): number | undefined {
  const { date, lastDate } = plainDay(day)
  if (target > lastDate) return undefined
  return [0, -1, 1, -2, 2]
    .map((by) => target + by)
    .filter((candidate) => candidate >= 1 && candidate <= lastDate)
    .find((candidate) => ![0, 6].includes(plainDay(day - date + candidate).weekday))
}

type Rule = readonly [field: string, matches: (day: number) => boolean]

const dateRules: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant(['*', () => true] as const),
  fc.constant(['L', (day: number) => plainDay(day).date === plainDay(day).lastDate] as const),
  fc.integer({ min: 1, max: 31 }).map((date): Rule => [`${date}`, (day) => plainDay(day).date === date]),
  fc.integer({ min: 1, max: 29 }).map((before): Rule => {
    return [`L-${before}`, (day) => plainDay(day).date === plainDay(day).lastDate - before]
  }),
  fc.integer({ min: 1, max: 31 }).map((date): Rule => {
    return [`${date}W`, (day) => plainDay(day).date === nearestWorkday(day, date)]
  }),
  fc.constant(['LW', (day: number) => plainDay(day).date === nearestWorkday(day, plainDay(day).lastDate)] as const),
)
const weekdayRules: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant(['*', () => true] as const),
  fc.integer({ min: 0, max: 7 }).map((weekday): Rule => [`${weekday}`, (day) => plainDay(day).weekday === weekday % 7]),
  fc.integer({ min: 0, max: 6 }).map((weekday): Rule => {
    return [
      `${weekday}L`,
      (day) => plainDay(day).weekday === weekday && plainDay(day + 7).month !== plainDay(day).month,
    ]
  }),
  fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 })).map(([weekday, nth]): Rule => {
    const matches = (day: number) => {
      const { month } = plainDay(day)
      const weeksBefore = [1, 2, 3, 4, 5].filter((weeks) => plainDay(day - 7 * weeks).month === month).length
      return plainDay(day).weekday === weekday && weeksBefore === nth - 1
    }
    return [`${weekday}#${nth}`, matches]
  }),
)
const months = fc.oneof(
  fc.constant('*'),
  fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }).map((list) => list.join(',')),
)
/** 1970 to 2100, with leap years and the turn of a century that has none. */
const anyDay = fc.integer({ min: 0, max: 47_500 })

/** The days of an expression; skips the example where node-cron refuses it, such as the 31st of April. */
function daysOf(cron: string) {
  try {
    return cronDays(parse(cron))
  } catch {
    return fc.pre(false) as never
  }
}

describe('the days of a cron expression', () => {
  it('are those that a plain calendar gives for each kind of rule', () => {
    fc.assert(
      fc.property(dateRules, months, weekdayRules, anyDay, (date, month, weekday, from) => {
        const days = daysOf(`0 0 ${date[0]} ${month} ${weekday[0]}`)
        const inMonth = (day: number) => month === '*' || month.split(',').includes(`${plainDay(day).month}`)
        for (let day = from; day < from + 40; day += 1) {
          expect(days.matches(day), `${date[0]} ${month} ${weekday[0]} on ${new Date(day * DAY).toISOString()}`).toBe(
            inMonth(day) && date[1](day) && weekday[1](day),
          )
        }
      }),
      { numRuns: 150 },
    )
  })

  it('are found from any day on: none that matches is passed over', () => {
    fc.assert(
      fc.property(dateRules, months, anyDay, (date, month, from) => {
        const days = daysOf(`0 0 ${date[0]} ${month} *`)
        const next = days.from(from)
        if (next === undefined) return
        expect(days.matches(next)).toBe(true)
        for (let day = from; day < Math.min(next, from + 400); day += 1) expect(days.matches(day)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['1W', '2026-08', '2026-08-03', 'a first that is a Saturday moves forward, within the month'],
    ['31W', '2026-05', '2026-05-29', 'a last that is a Sunday moves back, within the month'],
    ['15W', '2026-11', '2026-11-16', 'a Sunday moves to the Monday'],
    ['14W', '2026-11', '2026-11-13', 'a Saturday moves to the Friday'],
    ['LW', '2026-02', '2026-02-27', 'the last day is a Saturday'],
    ['L', '2028-02', '2028-02-29', 'a leap year'],
    ['L', '2100-02', '2100-02-28', 'a century without a leap year'],
  ])('of %s in %s are %s: %s', (field, month, expected) => {
    const from = Date.parse(`${month}-01`) / DAY
    expect(new Date((cronDays(parse(`0 0 ${field} * *`)).from(from) ?? 0) * DAY).toISOString()).toContain(expected)
  })

  it('need a matching month, date and weekday at once', () => {
    const days = cronDays(parse('0 0 13 * 5'))
    const fridays13 = [days.from(Date.UTC(2026, 0, 1) / DAY), days.from(Date.UTC(2026, 1, 14) / DAY)]
    expect(fridays13.map((day) => new Date((day ?? 0) * DAY).toISOString().slice(0, 10))).toEqual([
      '2026-02-13',
      '2026-03-13',
    ])
  })

  it('are none within a hundred years for a day before the first of February', () => {
    expect(cronDays(parse('0 0 L-29 2 *')).from(0)).toBeUndefined()
  })
})

const values = (most: number) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 4 })

describe('the times of day of a cron expression', () => {
  /** All of them, one after another. */
  const all = (fields: { hour: number[]; minute: number[]; second: number[] }) =>
    Array.from({ length: 86_400 }, (_, time) => time).filter(
      (time) =>
        fields.hour.includes(Math.floor(time / 3_600)) &&
        fields.minute.includes(Math.floor((time % 3_600) / 60)) &&
        fields.second.includes(time % 60),
    )
  const fields = fc.record({ hour: values(23), minute: values(59), second: values(59) })

  it('are those of every second of the day', () => {
    fc.assert(
      fc.property(
        fields,
        fc.array(fc.double({ min: 0, max: 86_400, noNaN: true }), { maxLength: 20 }),
        (fields, times) => {
          const wanted = all(fields)
          const computed = cronTimes(fields)
          expect([computed.count, computed.first]).toEqual([wanted.length, wanted[0]])
          expect(wanted.map((_, index) => computed.at(index))).toEqual(wanted)
          for (const time of [...times, ...wanted, ...wanted.map((time) => time + 0.5), 0, 86_399, 86_400]) {
            expect(computed.before(time)).toBe(wanted.filter((one) => one < time).length)
            expect(computed.from(time)).toBe(wanted.find((one) => one >= time))
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('count a value once that is given twice, in any order', () => {
    const twice = cronTimes({ hour: [5, 3, 5], minute: [30, 0, 30], second: [0, 0] })
    expect(twice.count).toBe(4)
    expect([0, 1, 2, 3].map((index) => twice.at(index))).toEqual([10_800, 12_600, 18_000, 19_800])
  })
})
