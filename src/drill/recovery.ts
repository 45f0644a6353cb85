import { backingOf } from '../continuity/index.ts'
import { defined, type Workflow } from '../core/index.ts'
import type { Detection } from './detection.ts'
import type { Impact, WorkflowImpact } from './impact.ts'
import type { DrilledPlan } from './plan.ts'

/** The recovery of a workflow by its fallback, measured from its first impact. */
export interface Recovery {
  readonly workflow: string
  readonly fallback: 'switch' | 'manual' | 'stop' | 'none'
  readonly backing: 'proven' | 'promised' | 'none'
  /** Until the first alert on the outage, ms; absent where it was not detected. */
  readonly toldAfterMs?: number
  /** Of a proven switch: time until model B answered in its proof, ms. */
  readonly switchMs?: number
  /** Actual recovery time: until the fallback is in place, ms. Absent where it was not measured. */
  readonly afterMs?: number
  /** Recovery time objective, ms. */
  readonly objectiveMs?: number
  readonly rto: 'met' | 'missed' | 'unknown' | 'none'
}

/** The recovery of every workflow that was affected. */
export function recoveriesOf(plan: DrilledPlan, impact: Impact, detections: readonly Detection[]): readonly Recovery[] {
  return impact.workflows.flatMap((hit, index) => {
    const workflow = plan.workflows[index]
    return workflow && hit.hitAt !== undefined ? [recoveryOf(workflow, hit, plan, detections)] : []
  })
}

function recoveryOf(
  workflow: Workflow,
  hit: WorkflowImpact,
  plan: DrilledPlan,
  detections: readonly Detection[],
): Recovery {
  const { fallback, recoverWithinMs: objectiveMs } = workflow
  const proven = backingOf(workflow, plan.readiness, plan.readAt)
  const alertedAfterMs = alertedAfter(hit, detections)
  const switchMs = fallback?.kind === 'switch' && proven?.proven ? proven.tookMs : undefined
  const afterMs = inPlaceAfter(fallback?.kind, proven?.proven === true, alertedAfterMs, switchMs)
  return {
    workflow: workflow.name,
    fallback: fallback?.kind ?? 'none',
    backing: !fallback ? 'none' : proven?.proven ? 'proven' : 'promised',
    ...defined({ toldAfterMs: alertedAfterMs, switchMs, afterMs, objectiveMs }),
    rto: rtoOf(fallback?.kind, afterMs, alertedAfterMs, objectiveMs),
  }
}

/** From the first impact to the first alert about one of the surfaces that caused it. */
function alertedAfter({ hitAt = 0, hitBy }: WorkflowImpact, detections: readonly Detection[]): number | undefined {
  const delays = detections
    .filter(({ kind, found, surface }) => kind === 'trouble' && found && hitBy.includes(surface))
    .map(({ changedAt, afterMs = 0 }) => changedAt + afterMs - hitAt)
    .filter((ms) => ms >= 0)
  return delays.length > 0 ? Math.min(...delays) : undefined
}

/** A guide or a stop is in place with the alert; the time of a switch is known from its proof only. */
function inPlaceAfter(
  kind: Recovery['fallback'] | undefined,
  isProven: boolean,
  alertedAfterMs: number | undefined,
  switchMs: number | undefined,
): number | undefined {
  if (alertedAfterMs === undefined || kind === undefined) return undefined
  if (kind === 'switch') return switchMs === undefined ? undefined : alertedAfterMs + switchMs
  return isProven ? alertedAfterMs : undefined
}

function rtoOf(
  kind: Recovery['fallback'] | undefined,
  afterMs: number | undefined,
  alertedAfterMs: number | undefined,
  objectiveMs: number | undefined,
): Recovery['rto'] {
  if (objectiveMs === undefined) return 'none'
  if (kind === undefined || alertedAfterMs === undefined || alertedAfterMs > objectiveMs) return 'missed'
  if (afterMs === undefined) return 'unknown'
  return afterMs <= objectiveMs ? 'met' : 'missed'
}
