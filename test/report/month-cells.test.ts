import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type RunRecord } from '../../src/core/index.ts'
import { buildMonth } from '../../src/report/index.ts'
import { readMonths } from '../../src/report/month-cells.ts'
import { monthNamed } from '../../src/report/period/calendar-month.ts'
import { memoryHistory, NO_HISTORY } from '../support/history.ts'
import { oneYear } from '../support/scenarios.ts'
import { NOW, run } from './kit.ts'

const YEAR = { from: NOW - 365 * DAY, to: NOW }

function historyOf(runs: readonly RunRecord[]) {
  const ordered = runs.toSorted((a, b) => a.scheduledAt - b.scheduledAt)
  return memoryHistory(() => ({ ...NO_HISTORY, runs: ordered }))
}

const failed = (surface: string, at: number) => run(surface, at, { outcome: 'failed' })

describe('months × surfaces', () => {
  it('have the whole of every month that the range touches, newest first, and name the lowest', async () => {
    const history = historyOf([
      run('login', Date.UTC(2026, 8, 1)),
      failed('login', Date.UTC(2026, 8, 30, 23, 59)),
      run('login', Date.UTC(2026, 9, 1)),
      run('chat', Date.UTC(2026, 9, 1)),
      run('chat', Date.UTC(2026, 10, 2)),
    ])
    const range = { from: Date.UTC(2026, 8, 20), to: NOW }
    const months = await readMonths(history, range, { timezone: 'UTC' })
    expect(months?.surfaces.map(({ title }) => title)).toEqual(['Login', 'Chat'])
    expect(months?.months.map(({ name, title }) => [name, title])).toEqual([
      ['2026-11', 'November 2026'],
      ['2026-10', 'October 2026'],
      ['2026-09', 'September 2026'],
    ])
    expect(months?.months.map(({ cells }) => cells)).toEqual([
      [
        { runs: 0, failed: 0 },
        { runs: 1, failed: 0, availability: 1 },
      ],
      [
        { runs: 1, failed: 0, availability: 1 },
        { runs: 1, failed: 0, availability: 1 },
      ],
      [
        { runs: 2, failed: 1, availability: 0.5 },
        { runs: 0, failed: 0 },
      ],
    ])
    expect(months?.finding).toBe('Lowest: Login in September 2026, 50.0 %')
  })

  it('are not shown in less than two months, and never more than two years of them', async () => {
    const history = historyOf([])
    expect(await readMonths(history, { from: NOW - 59 * DAY, to: NOW }, { timezone: 'UTC' })).toBeUndefined()
    const long = await readMonths(history, { from: NOW - 3_600 * DAY, to: NOW }, { timezone: 'UTC' })
    expect(long?.months).toHaveLength(24)
    expect(long?.finding).toBe('Nothing measured in these months')
  })

  it('are the numbers of the pages that they lead to', async () => {
    const data = oneYear()
    const history = memoryHistory(() => data)
    const months = await readMonths(history, YEAR, { timezone: 'UTC' })
    expect(months?.months.length).toBe(13)
    for (const { name, cells } of months?.months.slice(0, 2) ?? []) {
      const page = await buildMonth(history, { month: name, timezone: 'UTC', now: NOW })
      const shares = (months?.surfaces ?? []).map(
        ({ surface }) => page.surfaces.find((one) => one.surface === surface)?.availability,
      )
      expect(cells.map(({ availability }) => availability)).toEqual(shares)
    }
  })

  it('count every run in the month of its slot, in any zone with whole hours', async () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago')
    const slots = fc.uniqueArray(fc.integer({ min: 0, max: 200 * 24 * 60 }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(zone, slots, async (timezone, minutes) => {
        const runs = minutes.map((minute) => failed('login', NOW - minute * MINUTE))
        const months = await readMonths(historyOf(runs), { from: NOW - 200 * DAY, to: NOW }, { timezone })
        const counted = new Map(months?.months.map(({ name, cells }) => [name, cells[0]?.failed ?? 0]))
        for (const { name } of months?.months ?? []) {
          const { from, to } = monthNamed(name, timezone, NOW)
          const inMonth = runs.filter(({ scheduledAt }) => scheduledAt >= from && scheduledAt < to)
          expect([name, counted.get(name)]).toEqual([name, inMonth.length])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('are the same where the days of the range were read before, whatever its ends', async () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York')
    const slots = fc.uniqueArray(fc.integer({ min: 0, max: 150 * 24 * 60 }), { maxLength: 40 })
    const ends = fc.tuple(fc.integer({ min: 0, max: 40 * 24 * 60 }), fc.constantFrom(DAY, HOUR, 2 * DAY))
    await fc.assert(
      fc.asyncProperty(zone, slots, ends, async (timezone, minutes, [endedAgo, bucketMs]) => {
        const history = historyOf(minutes.map((minute) => failed('login', NOW - minute * MINUTE)))
        const to = NOW - endedAgo * MINUTE
        const range = { from: Math.floor((to - 90 * DAY) / bucketMs) * bucketMs, to, bucketMs }
        const read = { range, outcomes: await history.outcomes(range) }
        const months = await readMonths(history, range, { timezone, read })
        expect(months).toEqual(await readMonths(history, range, { timezone }))
      }),
      { numRuns: 40 },
    )
  })

  it('read only the days before and after those that were read', async () => {
    const requests: (readonly [string, string])[] = []
    const plain = historyOf([])
    const history = {
      outcomes: async (range: Parameters<typeof plain.outcomes>[0]) => {
        requests.push([range.from, range.to].map((at) => new Date(at).toISOString().slice(0, 10)) as [string, string])
        return plain.outcomes(range)
      },
    }
    const range = { from: Date.UTC(2026, 7, 20), to: NOW, bucketMs: DAY }
    await readMonths(history, range, { timezone: 'UTC', read: { range, outcomes: [] } })
    expect(requests).toEqual([
      ['2026-08-01', '2026-08-20'],
      ['2026-11-23', '2026-12-01'],
    ])
  })

  it('read the days that two months share by the hour, the others by the day', async () => {
    const requests: number[] = []
    const plain = historyOf([])
    const history = {
      outcomes: async (range: Parameters<typeof plain.outcomes>[0]) => {
        requests.push(range.bucketMs)
        return plain.outcomes(range)
      },
    }
    await readMonths(history, YEAR, { timezone: 'UTC' })
    expect(requests).toEqual([DAY])
    requests.length = 0
    await readMonths(history, YEAR, { timezone: 'Europe/Berlin' })
    expect(requests.filter((bucketMs) => bucketMs === HOUR)).toHaveLength(14)
  })
})
