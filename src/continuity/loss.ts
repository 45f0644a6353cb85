import type { FailureClass, Need, State, Workflow } from '../core/index.ts'
import { surfacesOfNeed } from './needs.ts'

/** A stretch in which a surface is in trouble or not measured, `[from, to)`, epoch ms. */
export interface TroubleSpan {
  /** `claude/cli` */
  readonly surface: string
  readonly state: Extract<State, 'down' | 'degraded' | 'unknown'>
  readonly from: number
  readonly to: number
  /** While it is degraded: the share of runs that fail, 0 to 1. Absent: none, it is only slow. */
  readonly failedShare?: number
  readonly class?: FailureClass
}

/** The share of work lost: at least `low`, at most `high`. They differ where a surface is not measured. */
export interface Loss {
  readonly low: number
  readonly high: number
}

const NO_LOSS: Loss = { low: 0, high: 0 }

/** The share of its work that a workflow loses without a fallback while these spans last. */
export function lossOf(workflow: Pick<Workflow, 'uses' | 'hitBy'>, spans: readonly TroubleSpan[]): Loss {
  const ofSurface = (surface: string) => surfaceLoss(spans, surface, workflow.hitBy)
  return workflow.uses.map((need) => needLoss(need, ofSurface)).reduce(larger, NO_LOSS)
}

/** The share of its runs that a surface loses; the worst of spans that overlap. */
export function surfaceLoss(spans: readonly TroubleSpan[], surface: string, hitBy: Workflow['hitBy']): Loss {
  return spans
    .filter((span) => span.surface === surface)
    .map((span) => spanLoss(span, hitBy))
    .reduce(larger, NO_LOSS)
}

/** With alternatives, people take the one that works best. */
function needLoss(need: Need, ofSurface: (surface: string) => Loss): Loss {
  const losses = surfacesOfNeed(need).map(ofSurface)
  return { low: Math.min(...losses.map(({ low }) => low)), high: Math.min(...losses.map(({ high }) => high)) }
}

function spanLoss({ state, failedShare = 0 }: TroubleSpan, hitBy: Workflow['hitBy']): Loss {
  if (state === 'unknown') return { low: 0, high: 1 }
  if (state === 'down') return { low: 1, high: 1 }
  const share = hitBy === 'down' ? 0 : Math.min(1, Math.max(0, failedShare))
  return { low: share, high: share }
}

function larger(a: Loss, b: Loss): Loss {
  return { low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) }
}
