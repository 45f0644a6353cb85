import type { MonthCell, MonthRow, MonthsView } from '../../dashboards/model/period.ts'
import {
  type BucketRange,
  DAY,
  defined,
  type History,
  HOUR,
  type OutcomeSeries,
  percent,
  type Range,
  type SlotCounts,
  type SurfaceRef,
  surfaceId,
  surfaceTitle,
} from '../core/index.ts'
import { availabilityOf } from '../slo/index.ts'
import { bySurface } from './names.ts'
import { type Month, monthNamed, monthOf } from './period/calendar-month.ts'

/** Shortest range with months, ms: for a shorter one the lanes show the same. */
const FROM_MS = 60 * DAY
/** Most months; of a longer range the newest are shown. */
const MOST_MONTHS = 24
/** Most columns that fit next to each other. */
const MOST_SURFACES = 8

interface MonthsOptions {
  readonly timezone: string
  readonly surfaces?: readonly SurfaceRef[]
  /** What the caller has read of the same surfaces; used where its buckets are days. */
  readonly read?: { readonly range: BucketRange; readonly outcomes: readonly OutcomeSeries[] }
}

/**
 * The availability of each surface in each month that a range (epoch ms) touches: of the whole month, as the page of the
 * month has it. Undefined for a short range.
 */
export async function readMonths(
  history: Pick<History, 'outcomes'>,
  { from, to }: { readonly from: number; readonly to: number },
  options: MonthsOptions,
): Promise<MonthsView | undefined> {
  if (to - from < FROM_MS) return undefined
  const months = monthsOf({ from, to }, options.timezone)
  const slots = await readSlots(history, months, options)
  const refs = [...slots.refs.values()].toSorted(bySurface).slice(0, MOST_SURFACES)
  const rows = months.map(({ name, title }): MonthRow => {
    return { name, title, cells: refs.map((ref) => cellOf(slots.of(name, ref))) }
  })
  const columns = refs.map(({ target, surface }) => ({ target, surface, title: surfaceTitle(surface) }))
  return { surfaces: columns, months: rows, finding: findingOf(rows, columns) }
}

/** Newest first. */
function monthsOf({ from, to }: { readonly from: number; readonly to: number }, timezone: string): readonly Month[] {
  const months: Month[] = []
  for (let at = to - 1; months.length < MOST_MONTHS && at >= from; at = (months.at(-1)?.from ?? 0) - 1) {
    months.push(monthNamed(monthOf(at, timezone), timezone, to))
  }
  return months
}

function cellOf(slots: readonly SlotCounts[]): MonthCell {
  const { runs, failed, availability } = availabilityOf(slots)
  return { runs, failed, ...defined({ availability }) }
}

interface MonthSlots {
  readonly refs: ReadonlyMap<string, SurfaceRef>
  of(month: string, ref: SurfaceRef): readonly SlotCounts[]
}

/** Whole days (UTC) from their sums, the days that two months share by the hour. */
async function readSlots(
  history: Pick<History, 'outcomes'>,
  months: readonly Month[],
  { surfaces, read }: MonthsOptions,
): Promise<MonthSlots> {
  const refs = new Map<string, SurfaceRef>()
  const slots = new Map<string, SlotCounts[]>()
  const keyOf = (month: string, ref: SurfaceRef) => JSON.stringify([month, surfaceId(ref)])
  const add = ({ target, surface, buckets }: OutcomeSeries, isCounted: (at: number) => boolean) => {
    refs.set(surfaceId({ target, surface }), { target, surface })
    for (const bucket of buckets.filter(({ at }) => isCounted(at))) {
      const month = months.find(({ from, to }) => bucket.at >= from && bucket.at < to)
      if (!month) continue
      const key = keyOf(month.name, { target, surface })
      const before = slots.get(key)
      if (before) before.push(bucket.slots)
      else slots.set(key, [bucket.slots])
    }
  }
  const edges = months.flatMap(({ from, to }) => [from, to])
  const shared = new Set(edges.filter((at) => at % DAY > 0).map(dayOf))
  const only = defined({ surfaces })
  const [first, last] = [months.at(-1)?.from ?? 0, months[0]?.to ?? 0]
  const whole = { from: dayOf(first), to: Math.ceil(last / DAY) * DAY }
  const readRange = knownDays(read, whole)
  const isKnown = (at: number) => at >= readRange.from && at < readRange.to
  for (const series of read?.outcomes ?? []) add(series, (at) => isKnown(at) && !shared.has(at))
  for (const { from, to } of [
    { ...whole, to: readRange.from },
    { ...whole, from: readRange.to },
  ]) {
    if (to <= from) continue
    const days = await history.outcomes({ from, to, bucketMs: DAY, ...only })
    for (const series of days) add(series, (at) => !shared.has(at))
  }
  for (const day of shared) {
    const hours = await history.outcomes({ from: day, to: day + DAY, bucketMs: HOUR, ...only })
    for (const series of hours) add(series, () => true)
  }
  return { refs, of: (month, ref) => slots.get(keyOf(month, ref)) ?? [] }
}

/** The whole days (UTC) of a span that are read already; an empty span at its start where none is. */
function knownDays(read: MonthsOptions['read'], { from, to }: Range): Range {
  const none = { from, to: from }
  if (read?.range.bucketMs !== DAY || read.range.from % DAY !== 0) return none
  const overlap = { from: Math.max(from, read.range.from), to: Math.min(to, dayOf(read.range.to)) }
  return overlap.from < overlap.to ? overlap : none
}

function dayOf(at: number): number {
  return Math.floor(at / DAY) * DAY
}

/** "Lowest: Login in March 2026, 97.2 %" */
function findingOf(rows: readonly MonthRow[], surfaces: MonthsView['surfaces']): string {
  const several = new Set(surfaces.map(({ target }) => target)).size > 1
  const names = surfaces.map(({ target, title }) => (several ? `${target} ${title}` : title))
  const cells = rows.flatMap(({ title, cells }) =>
    cells.map(({ availability }, index) => ({ availability, month: title, surface: names[index] ?? '' })),
  )
  const measured = cells.filter(({ availability }) => availability !== undefined)
  const [worst] = measured.toSorted((a, b) => (a.availability ?? 1) - (b.availability ?? 1))
  if (worst?.availability === undefined) return 'Nothing measured in these months'
  if (worst.availability === 1) return 'No run failed in any month'
  return `Lowest: ${worst.surface} in ${worst.month}, ${percent(worst.availability)}`
}
