import { bucketsOf, DAY, type IncidentRecord, type SurfaceRef } from '../core/index.ts'
import { type Burn, badIn, type ErrorBudget, type ObjectiveBucket } from './slo.ts'

/** A bucket of the window with its length, ms. */
export interface WindowBucket extends ObjectiveBucket {
  readonly ms: number
}

/** The error budget as time of its window, ms: a failed run counts as the time between two runs. */
export interface BudgetTime {
  readonly allowedMs: number
  /** Negative where the budget is overspent. */
  readonly leftMs: number
}

/** The remaining budget at a time. */
export interface CoursePoint {
  /** Start of its stretch, epoch ms. */
  readonly at: number
  /** At the end of the stretch, in runs; negative where the budget is overspent. */
  readonly left: number
  /** Whether the stretch has a run. */
  readonly measured: boolean
}

/** Bad runs of a surface within an incident. */
export interface IncidentSpend {
  readonly incident: IncidentRecord
  readonly bad: number
}

/** @param windowMs length of the window, ms */
export function budgetTimeOf({ objective, runs, bad }: ErrorBudget, windowMs: number): BudgetTime {
  const allowedMs = Math.round((1 - objective) * windowMs)
  return { allowedMs, leftMs: allowedMs - (runs === 0 ? 0 : Math.round((bad / runs) * windowMs)) }
}

/** How many times faster than allowed the budget was spent over the last day. */
export function dayRateOf(burns: readonly Burn[]): number {
  return burns.find(({ rule }) => rule.longMs === DAY)?.longRate ?? 0
}

/**
 * Time until the budget is used up at the rate of the last day, ms: remaining budget ÷ share of failing runs. 0 where it is
 * overspent. Undefined at a rate of 1 or less: spent budget then leaves the window as fast as it enters.
 * @see https://sre.google/workbook/alerting-on-slos/ table 5-3: time to exhaustion = window ÷ burn rate
 */
export function timeLeftMs({ objective, left }: ErrorBudget, { leftMs }: BudgetTime, dayRate: number) {
  if (left < 0) return 0
  return dayRate <= 1 ? undefined : Math.round(Math.max(0, leftMs) / (dayRate * (1 - objective)))
}

/** The remaining budget over the window; at most 124 points. */
export function courseOf(
  { allowed }: Pick<ErrorBudget, 'allowed'>,
  buckets: readonly WindowBucket[],
  window: { readonly from: number; readonly to: number },
): readonly CoursePoint[] {
  const { from, to, bucketMs } = bucketsOf(window)
  const sums = new Map<number, { runs: number; bad: number }>()
  for (const bucket of buckets) {
    const at = from + Math.floor((bucket.at - from) / bucketMs) * bucketMs
    const sum = sums.get(at) ?? { runs: 0, bad: 0 }
    sums.set(at, { runs: sum.runs + bucket.good + bucket.failed, bad: sum.bad + badIn(bucket) })
  }
  let spent = 0
  return Array.from({ length: Math.ceil((to - from) / bucketMs) }, (_, index) => {
    const at = from + index * bucketMs
    const { runs, bad } = sums.get(at) ?? { runs: 0, bad: 0 }
    spent += bad
    return { at, left: allowed - spent, measured: runs > 0 }
  })
}

/**
 * The incidents of a surface with their bad runs, most first. A bucket counts for the incident that covers most of it, so
 * that no run counts twice.
 * @param from.now the end of an open incident, epoch ms
 */
export function spendByIncident(
  { target, surface }: SurfaceRef,
  from: {
    readonly buckets: readonly WindowBucket[]
    readonly incidents: readonly IncidentRecord[]
    readonly now: number
  },
): readonly IncidentSpend[] {
  const ofSurface = from.incidents.filter(
    (candidate) => candidate.target === target && candidate.surfaces.some((member) => member.surface === surface),
  )
  const sums = new Map<IncidentRecord, number>()
  for (const bucket of from.buckets) {
    const bad = badIn(bucket)
    const incident = bad > 0 ? mostCovering(bucket, ofSurface, from.now) : undefined
    if (incident) sums.set(incident, (sums.get(incident) ?? 0) + bad)
  }
  return [...sums]
    .map(([incident, bad]) => ({ incident, bad }))
    .toSorted((a, b) => b.bad - a.bad || b.incident.impactAt - a.incident.impactAt)
}

function mostCovering(
  { at, ms }: WindowBucket,
  incidents: readonly IncidentRecord[],
  now: number,
): IncidentRecord | undefined {
  let most: { readonly incident: IncidentRecord; readonly overlap: number } | undefined
  for (const incident of incidents) {
    const overlap = Math.min(at + ms, incident.resolvedAt ?? now) - Math.max(at, incident.impactAt)
    if (overlap >= 0 && overlap > (most?.overlap ?? -1)) most = { incident, overlap }
  }
  return most?.incident
}
