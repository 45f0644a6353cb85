import type { HeatView, PeriodView } from '../../../dashboards/model/period.ts'
import { DAY, defined, type History, HOUR, type SurfaceRef } from '../../core/index.ts'
import { comparePeriods, periodBefore } from './compare.ts'
import { type PeriodSeries, readPeriod } from './figures.ts'
import { heatOf } from './heat.ts'

/** Shortest range with a map of hours, ms: in a shorter one most hours of the week occur once at most. */
const HEAT_FROM_MS = 2 * DAY
/** Longest range of the map of hours, ms, because its hours are read one by one. */
const HEAT_MOST_MS = 90 * DAY

/** A range against the period before it, and its failures by hour and weekday where it is long enough. */
export async function readTrendPeriod(
  history: Pick<History, 'outcomes' | 'measures' | 'incidents' | 'slotTotals'>,
  { from, to }: { readonly from: number; readonly to: number },
  {
    timezone,
    surfaces,
    series,
  }: {
    readonly timezone: string
    readonly surfaces?: readonly SurfaceRef[]
    /** Of the range, where the caller has read them. */
    readonly series?: PeriodSeries
  },
): Promise<{ readonly period: PeriodView; readonly heat?: HeatView }> {
  const length = to - from
  const only = defined({ surfaces })
  const [current, before, hours] = await Promise.all([
    readPeriod(history, { from, to, ...only }, to, series),
    readPeriod(history, { from: from - length, to: from, ...only }, from),
    length < HEAT_FROM_MS ? undefined : history.slotTotals({ from: heatFrom(from, to), to, bucketMs: HOUR, ...only }),
  ])
  return {
    period: { against: periodBefore(length), changes: comparePeriods(current, before) },
    ...(hours ? { heat: { ...heatOf(hours, timezone), from: heatFrom(from, to) } } : {}),
  }
}

function heatFrom(from: number, to: number): number {
  return Math.floor(Math.max(from, to - HEAT_MOST_MS) / HOUR) * HOUR
}
