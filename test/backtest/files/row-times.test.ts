import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../src/backtest/index.ts'
import { MINUTE, parseTime } from '../../../src/core/index.ts'

/** The starts of the runs in a file with these times, and the lines that are left out. */
function startsOf(times: readonly string[]) {
  const problems: number[] = []
  const rows = times.map((time) => `${time},login,passed,,180,`)
  const text = ['at,surface,outcome,http_status,duration_ms,failure_class', ...rows].join('\n')
  const options = { target: 'history', surface: 'file', onProblem: (line: number) => void problems.push(line) }
  return { starts: [...readCsv(text, options)].map(({ startedAt }) => startedAt), problems }
}

const instants = fc.date({ min: new Date('1975-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })

describe('the times of rows', () => {
  it('are the same however they are written, and in whatever order the days come', () => {
    fc.assert(
      fc.property(fc.array(instants, { minLength: 1, maxLength: 20 }), (dates) => {
        const times = dates.flatMap((date) => {
          const whole = new Date(Math.floor(date.getTime() / 1_000) * 1_000)
          const seconds = whole.toISOString().replace('.000', '')
          return [
            date.toISOString(),
            seconds,
            seconds.replace('T', ' '),
            ` ${date.toISOString()} `,
            String(date.getTime()),
          ]
        })
        const { starts, problems } = startsOf(times)
        expect(problems).toEqual([])
        expect(starts).toEqual(times.map((time) => parseTime(time.trim())))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['a day that no month has', '2026-02-30T10:00:00Z'],
    ['a day that no month has, with milliseconds', '2026-02-30T10:00:00.000Z'],
    ['a leap day of a common year', '2025-02-29T10:00:00Z'],
    ['an hour that no day has', '2026-02-27T25:00:00Z'],
    ['a minute that no hour has', '2026-02-27T10:60:00Z'],
    ['letters', '2026-02-27T1o:00:00Z'],
    ['nothing', ''],
    ['a word', 'yesterday'],
  ])('are not read from %s', (_, time) => {
    const good = '2026-02-27T10:00:00Z'
    expect(startsOf([good, time, good])).toEqual({ starts: [parseTime(good), parseTime(good)], problems: [3] })
  })

  it('change with the day between two rows of one minute', () => {
    const midnight = Date.UTC(2026, 1, 28)
    const times = [-MINUTE, 0, MINUTE, -MINUTE].map((ms) => new Date(midnight + ms).toISOString())
    expect(startsOf(times).starts).toEqual([-MINUTE, 0, MINUTE, -MINUTE].map((ms) => midnight + ms))
  })
})
