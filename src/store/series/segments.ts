import { DAY, HOUR, type Range } from '../../core/index.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'

/** A stretch of time and the table that tells about it. */
export interface Segment {
  readonly source: 'runs' | 'hours' | 'days'
  readonly from: number
  readonly to: number
}

/** The longest sums a reader can use. */
export type Grain = Segment['source']

/** The longest sums whose edges lie on the edges of the buckets; where none do, those that shift little in a long range. */
export function grainOf(range: { from: number; to: number; bucketMs: number }): Grain {
  const { from, to, bucketMs } = range
  const fits = (unit: number): boolean => bucketMs % unit === 0 && from % unit === 0
  const span = to - from
  if (fits(DAY) || (bucketMs >= DAY && span > 60 * DAY)) return 'days'
  if (fits(HOUR) || (bucketMs >= HOUR && span > 3 * DAY)) return 'hours'
  return 'runs'
}

/**
 * Covers a range without gap or overlap: with days and hours that are summed up and lie wholly inside, with runs for the
 * rest. What was pruned is told by the longer sums that are left of it, in stretches that begin inside the range.
 */
export async function segmentsOf(db: Database, range: Range, grain: Grain): Promise<readonly Segment[]> {
  const { from, to } = range
  if (to <= from) return []
  const due = await db
    .selectFrom('rollup_due')
    .selectAll()
    .where('at', '>', from - DAY)
    .where('at', '<', to)
    .execute()
  const dueHours = new Set(due.filter(({ span }) => span === HOURS).map(({ at }) => at))
  const dueDays = new Set(due.map(({ span, at }) => (span === DAYS ? at : Math.floor(at / DAY) * DAY)))
  const pruned = await prunedBefore(db)

  const byRuns = (gap: Stretch): Segment[] => {
    const [old, recent] = cut(gap, pruned.runs)
    return [
      ...old.map((one) => ({ source: 'hours' as const, ...one })),
      ...recent.map((one) => ({ source: 'runs' as const, ...one })),
    ]
  }
  const byHours = (gap: Stretch): Segment[] => {
    const [old, recent] = cut(gap, pruned.hours)
    const days = old.map((one) => ({ source: 'days' as const, ...one }))
    if (grain === 'runs') return [...days, ...recent.flatMap(byRuns)]
    return [...days, ...recent.flatMap((one) => wholeUnits(one, HOUR, dueHours, 'hours', byRuns))]
  }
  return grain === 'days' ? wholeUnits({ from, to }, DAY, dueDays, 'days', byHours) : byHours({ from, to })
}

interface Stretch {
  readonly from: number
  readonly to: number
}

/** The parts of a stretch before and after a moment. */
function cut({ from, to }: Stretch, at: number): readonly [Stretch[], Stretch[]] {
  const edge = Math.min(Math.max(at, from), to)
  const parts = (stretch: Stretch): Stretch[] => (stretch.to > stretch.from ? [stretch] : [])
  return [parts({ from, to: edge }), parts({ from: edge, to })]
}

/** Joins the whole units of a stretch into segments, and lets `fill` cover what is between them. */
function wholeUnits(
  { from, to }: Stretch,
  unit: number,
  except: ReadonlySet<number>,
  source: Segment['source'],
  fill: (gap: Stretch) => Segment[],
): Segment[] {
  const segments: Segment[] = []
  let covered = from
  for (let at = Math.ceil(from / unit) * unit; at + unit <= to; at += unit) {
    if (except.has(at)) continue
    const last = segments.at(-1)
    if (covered === at && last?.source === source) segments[segments.length - 1] = { ...last, to: at + unit }
    else {
      if (covered < at) segments.push(...fill({ from: covered, to: at }))
      segments.push({ source, from: at, to: at + unit })
    }
    covered = at + unit
  }
  if (covered < to) segments.push(...fill({ from: covered, to }))
  return segments
}

/** Up to where runs and hours were deleted, epoch ms; 0 where they were not. */
export async function prunedBefore(db: Database): Promise<{ readonly runs: number; readonly hours: number }> {
  const rows = await db.selectFrom('pruned').selectAll().execute()
  const of = (what: string): number => rows.find((row) => row.what === what)?.before_at ?? 0
  return { runs: of('runs'), hours: of('hours') }
}

/** Cuts segments so that no statement keeps the process busy for long. */
export function bites(segments: readonly Segment[], longestMs: Readonly<Record<Grain, number>>): Segment[] {
  return segments.flatMap(({ source, from, to }) => {
    const parts: Segment[] = []
    for (let at = from; at < to; at += longestMs[source]) {
      parts.push({ source, from: at, to: Math.min(to, at + longestMs[source]) })
    }
    return parts
  })
}
