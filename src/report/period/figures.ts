import {
  bucketsOf,
  type History,
  type IncidentRecord,
  type MeasureSeries,
  type OutcomeSeries,
  type Quantiles,
  type SurfaceRef,
  surfaceId,
} from '../../core/index.ts'
import { type Availability, availabilityOf } from '../../slo/index.ts'

/** What a period is judged by. */
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

export type PeriodHistory = Pick<History, 'outcomes' | 'measures' | 'incidents'>

/** What the caller has read of a period already, cut as `bucketsOf` cuts it. */
export interface PeriodSeries {
  readonly outcomes: readonly OutcomeSeries[]
  readonly measures: readonly MeasureSeries[]
}

/**
 * Reads the figures of a period (epoch ms); of all surfaces, or of `surfaces`.
 * @param now where an open incident ends
 * @param series of the same period and surfaces, which are not read again then
 */
export async function readPeriod(
  history: PeriodHistory,
  range: { readonly from: number; readonly to: number; readonly surfaces?: readonly SurfaceRef[] },
  now: number,
  series?: PeriodSeries,
): Promise<PeriodFigures> {
  const { from, to, surfaces } = range
  const wanted = surfaces && new Set(surfaces.map(surfaceId))
  // Begins where a chart of the range begins, so that both count the same runs. As one bucket it is read from the longest sums.
  const start = bucketsOf({ from, to }).from
  const whole = { from: start, to, bucketMs: Math.max(1, to - start), ...(surfaces ? { surfaces } : {}) }
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
    surfaces: new Map(outcomes.map((one) => [surfaceId(one), availabilityOf(one.buckets.map(({ slots }) => slots))])),
    incidents: begun,
    troubleMs: coveredBy(touching, { from, to: Math.min(to, now) }),
    ...meanOf(
      'mttdMs',
      begun.map(({ openedAt, impactAt }) => Math.max(0, openedAt - impactAt)),
    ),
    ...meanOf('mttrMs', ended),
    steps: measures.map(({ target, surface, probe, step, measure, total }) => ({
      ...{ target, surface, probe, step, measure, total },
    })),
  }
}

function meanOf<Name extends string>(name: Name, values: readonly number[]): { readonly [key in Name]?: number } {
  if (values.length === 0) return {}
  return { [name]: values.reduce((sum, value) => sum + value, 0) / values.length } as { readonly [key in Name]: number }
}

/** Time covered by at least one incident within a range, ms. */
function coveredBy(
  incidents: readonly IncidentRecord[],
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let [sum, end] = [0, from]
  for (const { impactAt, resolvedAt = to } of incidents.toSorted((a, b) => a.impactAt - b.impactAt)) {
    sum += Math.max(0, Math.min(resolvedAt, to) - Math.max(impactAt, end))
    end = Math.max(end, Math.min(resolvedAt, to))
  }
  return sum
}
