import { type FailureClass, HOUR, type Workflow } from '../core/index.ts'
import { lossOf, surfaceLoss, type TroubleSpan } from './loss.ts'
import { surfacesUsed } from './needs.ts'
import { type Backing, backingOf, type Readiness } from './readiness.ts'

/** The plan as it was when an incident opened: later edits change nothing. */
export interface PricedPlan {
  readonly workflows: readonly Workflow[]
  readonly readiness: Readiness
  /** When it was taken, epoch ms. */
  readonly at: number
}

/** Amounts of one currency. */
export interface Amounts {
  /** ISO 4217: `GBP`. Amounts of different currencies are never added. */
  readonly currency: string
  /** The cost under the fallback that is proven. */
  readonly cost: number
  /** The cost without any plan. */
  readonly withoutPlan: number
  /** What proven fallbacks save: `withoutPlan - cost`. */
  readonly saved: number
  /** What fallbacks without proof are to save; part of `cost`. */
  readonly promised: number
  /** What is lost until proven switches are in place. A line of its own: not part of `cost`. */
  readonly switching: number
}

/** What a trouble costs one workflow. */
export interface WorkflowCost extends Amounts {
  readonly workflow: string
  /** Person-hours lost under the fallback that is proven. */
  readonly lostHours: number
  /** Person-hours in which a surface was not measured: they may be lost. Not priced. */
  readonly unknownHours: number
}

/** What a trouble costs. */
export interface Price {
  readonly workflows: readonly WorkflowCost[]
  /** One entry per currency, in order of the workflows. */
  readonly totals: readonly Amounts[]
}

/** A stretch in which nothing changes. */
interface Segment {
  readonly from: number
  readonly to: number
  readonly spans: readonly TroubleSpan[]
}

/**
 * What stretches of trouble cost: Σ people × rate × working hours × share lost. Pure.
 * A fallback keeps its share of what is lost; one without proof keeps nothing and is shown as promised.
 * @param alertedAt when the alert went out, epoch ms. A switch is in place after that plus the time of its proof. Default: the
 *   beginning of each stretch, so that only the time of the proof counts
 */
export function priceOf(plan: PricedPlan, trouble: readonly TroubleSpan[], alertedAt?: number): Price {
  const segments = segmentsOf(trouble)
  const workflows = plan.workflows.map((workflow) => workflowCost(workflow, plan, segments, alertedAt))
  return { workflows, totals: totalsOf(workflows) }
}

/** The sums by currency. */
export function totalsOf(costs: readonly Amounts[]): readonly Amounts[] {
  return [...new Set(costs.map(({ currency }) => currency))].map((currency) => {
    const of = costs.filter((one) => one.currency === currency)
    const sum = (key: Exclude<keyof Amounts, 'currency'>) => of.reduce((total, one) => total + one[key], 0)
    return {
      currency,
      cost: sum('cost'),
      withoutPlan: sum('withoutPlan'),
      saved: sum('saved'),
      promised: sum('promised'),
      switching: sum('switching'),
    }
  })
}

function segmentsOf(trouble: readonly TroubleSpan[]): readonly Segment[] {
  const spans = trouble.filter(({ from, to }) => to > from)
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  return edges.slice(1).flatMap((to, index) => {
    const from = edges[index] as number
    const during = spans.filter((span) => span.from <= from && to <= span.to)
    return during.length > 0 ? [{ from, to, spans: during }] : []
  })
}

function workflowCost(
  workflow: Workflow,
  plan: PricedPlan,
  segments: readonly Segment[],
  alertedAt: number | undefined,
): WorkflowCost {
  const { people, rate, hours } = workflow
  /** Person-hours. */
  let [without, kept, promised, switching, unknown] = [0, 0, 0, 0, 0]
  for (const segment of segments) {
    const { low, high } = lossOf(workflow, segment.spans)
    if (high === 0) continue
    const worked = (people * hours.openMsWithin(segment.from, segment.to)) / HOUR
    const available = availableShare(workflow, plan, segment)
    without += worked * low
    unknown += worked * (high - low)
    if (available.proven) kept += worked * low * available.share
    else promised += worked * low * available.share
    const beforeSwitch = available.proven ? beforeSwitchMs(workflow, segment, available.backing, alertedAt) : 0
    switching += (people * beforeSwitch * low * available.share) / HOUR
  }
  const { amount, currency } = rate
  return {
    workflow: workflow.name,
    currency,
    cost: (without - kept) * amount,
    withoutPlan: without * amount,
    saved: kept * amount,
    promised: promised * amount,
    switching: switching * amount,
    lostHours: without - kept,
    unknownHours: unknown,
  }
}

interface Available {
  /** Share of the lost work that the fallback keeps. */
  readonly share: number
  readonly proven: boolean
  readonly backing?: Backing
}

/** A switch counts as proven only if every class of failure seen now was green on its route; model B may be in trouble as well. */
function availableShare(workflow: Workflow, plan: PricedPlan, { spans }: Segment): Available {
  const { fallback } = workflow
  if (!fallback || fallback.kind === 'stop') return { share: 0, proven: true }
  if (fallback.kind === 'manual') {
    return { share: fallback.keeps, proven: backingOf(workflow, plan.readiness, plan.at)?.proven === true }
  }
  const share = fallback.capacity * (1 - surfaceLoss(spans, fallback.through, 'degraded').high)
  const backings = classesOf(workflow, spans).map((seen) => backingOf(workflow, plan.readiness, plan.at, seen))
  const slowest = backings.toSorted((a, b) => (b?.tookMs ?? 0) - (a?.tookMs ?? 0))[0]
  return { share, proven: backings.every((one) => one?.proven === true), ...(slowest ? { backing: slowest } : {}) }
}

/** The classes of failure of the surfaces that a workflow uses; one `undefined` where none is known. */
function classesOf(workflow: Workflow, spans: readonly TroubleSpan[]): readonly (FailureClass | undefined)[] {
  const used = surfacesUsed(workflow)
  const seen = new Set(spans.filter(({ surface }) => used.includes(surface)).flatMap((span) => span.class ?? []))
  return seen.size > 0 ? [...seen] : [undefined]
}

/** Working time of a segment before a proven switch was in place, ms. */
function beforeSwitchMs(
  { hours }: Workflow,
  { from, to, spans }: Segment,
  backing: Backing | undefined,
  alertedAt: number | undefined,
): number {
  if (!backing) return 0
  const began = Math.min(...spans.map((span) => span.from))
  const inPlaceAt = (alertedAt ?? began) + (backing.tookMs ?? 0)
  return inPlaceAt > from ? hours.openMsWithin(from, Math.min(to, inPlaceAt)) : 0
}
