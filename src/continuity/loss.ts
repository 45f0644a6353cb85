import type { FailureClass, Need, SpeedLimit, State, Workflow } from '../core/index.ts'
import { surfacesOfNeed, surfacesUsed } from './needs.ts'

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
  /** While it is degraded: the medians of its passed runs. Absent: not measured. */
  readonly speed?: SpeedLimit
}

/** The share of work lost: at least `low`, at most `high`. They differ where a surface is not measured. */
interface Loss {
  readonly low: number
  readonly high: number
}

const NO_LOSS: Loss = { low: 0, high: 0 }

/** The share of work that a workflow loses without a fallback during these spans. */
export function lossOf(workflow: Pick<Workflow, 'uses' | 'hitBy'>, spans: readonly TroubleSpan[]): Loss {
  const ofSurface = (surface: string) => surfaceLoss(spans, surface, workflow.hitBy)
  return workflow.uses.map((need) => needLoss(need, ofSurface)).reduce(larger, NO_LOSS)
}

/** The surfaces whose trouble causes the largest known loss of a workflow: those of the needs that lose most. */
export function surfacesCausing(
  workflow: Pick<Workflow, 'uses' | 'hitBy'>,
  spans: readonly TroubleSpan[],
): readonly string[] {
  const ofSurface = (surface: string) => surfaceLoss(spans, surface, workflow.hitBy)
  const losses = workflow.uses.map((need) => ({ need, loss: needLoss(need, ofSurface) }))
  const key = losses.some(({ loss }) => loss.low > 0) ? 'low' : 'high'
  const most = Math.max(...losses.map(({ loss }) => loss[key]))
  // The trouble interrupts the workflow only together with other trouble.
  if (most === 0) return surfacesIn(spans).filter((surface) => surfacesUsed(workflow).includes(surface))
  return [...new Set(losses.filter(({ loss }) => loss[key] === most).flatMap(({ need }) => surfacesOfNeed(need)))]
}

function surfacesIn(spans: readonly TroubleSpan[]): readonly string[] {
  return [...new Set(spans.map(({ surface }) => surface))]
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

function spanLoss({ state, failedShare = 0, speed }: TroubleSpan, hitBy: Workflow['hitBy']): Loss {
  if (state === 'unknown') return { low: 0, high: 1 }
  if (state === 'down') return { low: 1, high: 1 }
  if (typeof hitBy === 'object' && isSlower(speed, hitBy)) return { low: 1, high: 1 }
  const share = hitBy === 'down' ? 0 : Math.min(1, Math.max(0, failedShare))
  return { low: share, high: share }
}

function isSlower(speed: SpeedLimit | undefined, limit: SpeedLimit): boolean {
  const { ttftMs = Number.POSITIVE_INFINITY, msPerToken = Number.POSITIVE_INFINITY } = limit
  return (speed?.ttftMs ?? 0) > ttftMs || (speed?.msPerToken ?? 0) > msPerToken
}

function larger(a: Loss, b: Loss): Loss {
  return { low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) }
}
