import { DAY, HOUR, type Range } from '../../core/index.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import { prepared } from '../schema/prepared.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** A span of time and the table that covers it. */
export interface Segment {
  readonly source: 'runs' | 'hours' | 'days'
  readonly from: number
  readonly to: number
}

/** The longest sums that a reader can use. */
export type Grain = Segment['source']

/**
 * The longest sums whose edges lie on those of the buckets; in a long range also ones that are off by less than a bucket. One
 * bucket has no edges inside, so that any sums do.
 */
export function grainOf(range: { from: number; to: number; bucketMs: number }): Grain {
  const { from, to, bucketMs } = range
  if (bucketMs >= to - from) return 'days'
  const fits = (unit: number): boolean => bucketMs % unit === 0 && from % unit === 0
  const span = to - from
  if (fits(DAY) || (bucketMs >= DAY && span > 60 * DAY)) return 'days'
  if (fits(HOUR) || (bucketMs >= HOUR && span > 3 * DAY)) return 'hours'
  return 'runs'
}

/**
 * Covers a range without gap or overlap: with days and hours that are summed up and lie wholly inside, with runs for the
 * rest. Where runs or hours were pruned, the next longer sums stand in, with those that begin inside the range.
 */
export async function segmentsOf(db: Database, range: Range, grain: Grain): Promise<readonly Segment[]> {
  const { from, to } = range
  if (to <= from) return []
  const due = await dueWithin(db, { after: from - DAY, to })
  const dueHours = new Set(due.filter(({ span }) => span === HOURS).map(({ at }) => at))
  const dueDays = new Set(due.map(({ span, at }) => (span === DAYS ? at : Math.floor(at / DAY) * DAY)))
  const pruned = await prunedBefore(db)

  const byRuns = (gap: Gap): Segment[] => {
    const [old, recent] = cut(gap, pruned.runs)
    return [
      ...old.map((gap) => ({ source: 'hours' as const, ...gap })),
      ...recent.map((gap) => ({ source: 'runs' as const, ...gap })),
    ]
  }
  const byHours = (gap: Gap): Segment[] => {
    const [old, recent] = cut(gap, pruned.hours)
    const days = old.map((gap) => ({ source: 'days' as const, ...gap }))
    if (grain === 'runs') return [...days, ...recent.flatMap(byRuns)]
    return [...days, ...recent.flatMap((gap) => wholeUnits(gap, HOUR, dueHours, 'hours', byRuns))]
  }
  return grain === 'days' ? wholeUnits({ from, to }, DAY, dueDays, 'days', byHours) : byHours({ from, to })
}

const dueWithin = prepared<{ after: number; to: number }, Tables['rollup_due']>((db, { after, to }) =>
  db.selectFrom('rollup_due').selectAll().where('at', '>', after).where('at', '<', to),
)

interface Gap {
  readonly from: number
  readonly to: number
}

/** The parts of a gap before and after a time. */
function cut({ from, to }: Gap, at: number): readonly [Gap[], Gap[]] {
  const edge = Math.min(Math.max(at, from), to)
  const parts = (part: Gap): Gap[] => (part.to > part.from ? [part] : [])
  return [parts({ from, to: edge }), parts({ from: edge, to })]
}

/** Joins the whole units of a span into segments, and lets `fill` cover what is between them. */
function wholeUnits(
  { from, to }: Gap,
  unit: number,
  except: ReadonlySet<number>,
  source: Segment['source'],
  fill: (gap: Gap) => Segment[],
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
  const rows = await allPruned(db, {})
  const of = (what: string): number => rows.find((row) => row.what === what)?.before_at ?? 0
  return { runs: of('runs'), hours: of('hours') }
}

const allPruned = prepared<object, Tables['pruned']>((db) => db.selectFrom('pruned').selectAll())

/** Cuts segments to a length whose statement blocks the process for a short time only. */
export function chunksOf(segments: readonly Segment[], longestMs: Readonly<Record<Grain, number>>): Segment[] {
  return segments.flatMap(({ source, from, to }) => {
    const parts: Segment[] = []
    for (let at = from; at < to; at += longestMs[source]) {
      parts.push({ source, from: at, to: Math.min(to, at + longestMs[source]) })
    }
    return parts
  })
}
