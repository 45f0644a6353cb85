import {
  bucketsOf,
  coveredMs,
  defined,
  type History,
  type IncidentRecord,
  type MeasureSeries,
  mean,
  type OutcomeSeries,
  type Quantiles,
  type SurfaceRef,
  surfaceId,
} from '../../core/index.ts'
import { type Availability, availabilityOf } from '../../slo/index.ts'

/** The figures of a period. */
export interface PeriodFigures {
  readonly from: number
  readonly to: number
  readonly total: Availability
  /** By surface id. */
  readonly surfaces: ReadonlyMap<string, Availability>
  /** Incidents that began in the period, newest first. */
  readonly incidents: readonly IncidentRecord[]
  /** Time in which at least one incident was open, ms. */
  readonly troubleMs: number
  /** Means over the incidents: from the first failing run to the declaration, and to the end; ms. Absent without any. */
  readonly mttdMs?: number
  readonly mttrMs?: number
  readonly steps: readonly StepFigures[]
}

/** The times of a step, or one of its measures, over a period. */
export interface StepFigures {
  readonly target: string
  readonly surface: string
  readonly probe: string
  readonly step: string
  readonly measure: string
  readonly total: Quantiles
}

type PeriodHistory = Pick<History, 'outcomes' | 'measures' | 'incidents'>

/** Series of a period that the caller has read already, cut as `bucketsOf` cuts it. */
export interface PeriodSeries {
  readonly outcomes: readonly OutcomeSeries[]
  readonly measures: readonly MeasureSeries[]
}

/**
 * Reads the figures of a period (epoch ms); of all surfaces, or of `surfaces`.
 * @param now where an open incident ends
 * @param series of the same period and surfaces. Default: they are read
 */
export async function readPeriod(
  history: PeriodHistory,
  range: { readonly from: number; readonly to: number; readonly surfaces?: readonly SurfaceRef[] },
  now: number,
  series?: PeriodSeries,
): Promise<PeriodFigures> {
  const { from, to, surfaces } = range
  const wanted = surfaces && new Set(surfaces.map(surfaceId))
  // Starts with the first bucket of a chart of the range, so that both count the same runs. One bucket is read from daily sums.
  const start = bucketsOf({ from, to }).from
  const whole = { from: start, to, bucketMs: Math.max(1, to - start), ...defined({ surfaces }) }
  const [outcomes, measures, incidents] = await Promise.all([
    series?.outcomes ?? history.outcomes(whole),
    series?.measures ?? history.measures(whole),
    history.incidents({ from, to }),
  ])
  const isOfSurfaces = ({ target, surfaces: members }: IncidentRecord) =>
    wanted === undefined || members.some(({ surface }) => wanted.has(surfaceId({ target, surface })))
  const touching = incidents.filter(isOfSurfaces)
  const begun = touching.filter(({ impactAt }) => impactAt >= from && impactAt < to)
  const ended = begun.flatMap(({ impactAt, resolvedAt }) => (resolvedAt === undefined ? [] : [resolvedAt - impactAt]))
  return {
    ...{ from, to, total: availabilityOf(outcomes.flatMap(({ buckets }) => buckets.map(({ slots }) => slots))) },
    surfaces: new Map(outcomes.map((row) => [surfaceId(row), availabilityOf(row.buckets.map(({ slots }) => slots))])),
    incidents: begun,
    troubleMs: coveredBy(touching, { from, to: Math.min(to, now) }),
    ...defined({
      mttdMs: mean(begun.map(({ openedAt, impactAt }) => Math.max(0, openedAt - impactAt))),
      mttrMs: mean(ended),
    }),
    steps: measures.map(({ target, surface, probe, step, measure, total }) => ({
      ...{ target, surface, probe, step, measure, total },
    })),
  }
}

/** Time covered by at least one incident within a range, ms. */
function coveredBy(
  incidents: readonly IncidentRecord[],
  range: { readonly from: number; readonly to: number },
): number {
  const spans = incidents.map(({ impactAt, resolvedAt = range.to }) => ({
    from: Math.max(impactAt, range.from),
    to: Math.min(resolvedAt, range.to),
  }))
  return coveredMs(spans.filter(({ from, to }) => to > from))
}
