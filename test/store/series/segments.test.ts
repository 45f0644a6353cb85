import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { chunksOf, grainOf, type Segment, segmentsOf } from '../../../src/store/series/segments.ts'
import { openSqlite } from '../../../src/store/sqlite/index.ts'
import { newFolder } from '../kit.ts'

const MIDNIGHT = Date.UTC(2026, 10, 23)
const HOURS = 0
const DAYS = 1

interface Past {
  readonly dueHours?: readonly number[]
  readonly dueDays?: readonly number[]
  readonly pruned?: { readonly runs?: number; readonly hours?: number }
}

/** A database in which these hours (from midnight) and days are due, and this much was pruned. */
async function past({ dueHours = [], dueDays = [], pruned = {} }: Past) {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const file = await openSqlite({ path, mustExist: false, lockWaitMs: 1_000, now: 0, log: SILENT })
  onTestFinished(() => file.close())
  const due = [
    ...dueHours.map((hour) => ({ span: HOURS, at: MIDNIGHT + hour * HOUR })),
    ...dueDays.map((day) => ({ span: DAYS, at: MIDNIGHT + day * DAY })),
  ]
  if (due.length > 0) await file.writer.insertInto('rollup_due').values(due).execute()
  const before = Object.entries(pruned).map(([what, at]) => ({ what, before_at: at }))
  if (before.length > 0) await file.writer.insertInto('pruned').values(before).execute()
  return file.reader
}

/** `days 0-24`: source and edges in hours from midnight. */
function textOf(segments: readonly Segment[]): string[] {
  const hours = (at: number) => (at - MIDNIGHT) / HOUR
  return segments.map(({ source, from, to }) => `${source} ${hours(from)}-${hours(to)}`)
}

const at = (hour: number) => MIDNIGHT + hour * HOUR

describe('the source of the numbers of a range', () => {
  it('is whole days, then whole hours, then runs, as long as the buckets allow', async () => {
    const db = await past({ dueHours: [50], dueDays: [2] })
    const range = { from: at(0), to: at(50.5) }
    expect(textOf(await segmentsOf(db, range, 'days'))).toEqual(['days 0-48', 'hours 48-50', 'runs 50-50.5'])
    expect(textOf(await segmentsOf(db, range, 'hours'))).toEqual(['hours 0-50', 'runs 50-50.5'])
    expect(textOf(await segmentsOf(db, range, 'runs'))).toEqual(['runs 0-50.5'])
  })

  it('is shorter sums at edges that divide a longer one', async () => {
    const db = await past({})
    expect(textOf(await segmentsOf(db, { from: at(10.5), to: at(60.25) }, 'days'))).toEqual([
      'runs 10.5-11',
      'hours 11-24',
      'days 24-48',
      'hours 48-60',
      'runs 60-60.25',
    ])
  })

  it('is shorter sums where a longer one has to be recomputed', async () => {
    const db = await past({ dueHours: [30], dueDays: [0] })
    expect(textOf(await segmentsOf(db, { from: at(0), to: at(72) }, 'days'))).toEqual([
      'hours 0-30',
      'runs 30-31',
      'hours 31-48',
      'days 48-72',
    ])
  })

  it('is longer sums where shorter ones are pruned', async () => {
    const db = await past({ pruned: { runs: at(48), hours: at(24) } })
    expect(textOf(await segmentsOf(db, { from: at(6.5), to: at(60) }, 'runs'))).toEqual([
      'days 6.5-24',
      'hours 24-48',
      'runs 48-60',
    ])
  })

  it('has no gap and no overlap, whatever is due or pruned', async () => {
    const hour = fc.integer({ min: -30, max: 130 })
    const moment = fc.integer({ min: -30 * 60, max: 130 * 60 })
    const grain = fc.constantFrom('runs', 'hours', 'days')
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          due: fc.array(hour),
          days: fc.array(fc.integer({ min: -1, max: 5 })),
          runs: hour,
          hours: hour,
          a: moment,
          b: moment,
          grain,
        }),
        async ({ due, days, runs, hours, a, b, grain: longest }) => {
          const pruned = { runs: at(runs), hours: at(Math.floor(Math.min(runs, hours) / 24) * 24) }
          const db = await past({ dueHours: [...new Set(due)], dueDays: [...new Set(days)], pruned })
          const [from, to] = [MIDNIGHT + Math.min(a, b) * MINUTE, MIDNIGHT + Math.max(a, b) * MINUTE]
          const segments = await segmentsOf(db, { from, to }, longest)
          let covered = from
          for (const segment of segments) {
            expect(segment.from).toBe(covered)
            expect(segment.to).toBeGreaterThan(segment.from)
            covered = segment.to
          }
          expect(covered).toBe(to)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('is none for an empty range', async () => {
    expect(await segmentsOf(await past({}), { from: at(3), to: at(3) }, 'days')).toEqual([])
  })
})

describe('the longest sums to read', () => {
  it.each([
    ['a year in days', at(0), 365 * DAY, DAY, 'days'],
    ['a year in days from any moment', at(0.3), 365 * DAY, DAY, 'days'],
    ['a week in days from any moment', at(0.3), 7 * DAY, DAY, 'hours'],
    ['a month in quarters of a day', at(6), 30 * DAY, 6 * HOUR, 'hours'],
    ['a day in hours from any moment', at(0.3), DAY, HOUR, 'runs'],
    ['a day in quarters of an hour', at(0), DAY, 15 * MINUTE, 'runs'],
    ['anything in one bucket', at(0.3), 30 * DAY, 30 * DAY, 'days'],
  ] as const)('for %s', (_, from, span, bucketMs, grain) => {
    expect(grainOf({ from, to: from + span, bucketMs })).toBe(grain)
  })
})

describe('chunks', () => {
  it('are the same segments in shorter pieces', () => {
    const segments = [
      { source: 'hours', from: 0, to: 5 },
      { source: 'runs', from: 5, to: 6 },
    ] as const
    expect(chunksOf(segments, { runs: 9, hours: 2, days: 9 })).toEqual([
      { source: 'hours', from: 0, to: 2 },
      { source: 'hours', from: 2, to: 4 },
      { source: 'hours', from: 4, to: 5 },
      { source: 'runs', from: 5, to: 6 },
    ])
  })
})
