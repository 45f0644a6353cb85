import { defined, type FailureClass, HOUR, type Workflow } from '../core/index.ts'
import { type Amounts, totalsOf } from './amounts.ts'
import { lossOf, surfaceLoss, surfacesCausing, type TroubleSpan } from './loss.ts'
import { surfacesUsed } from './needs.ts'
import { PersonHours } from './person-hours.ts'
import { type Backing, backingOf, type Readiness } from './readiness.ts'

/** The plan at the time when an incident opened; later edits do not change it. */
export interface PricedPlan {
  readonly workflows: readonly Workflow[]
  readonly readiness: Readiness
  /** When it was stored, epoch ms. */
  readonly at: number
  /** The parts that a switch shares with what it replaces, by workflow. Such a switch counts as promised. */
  readonly causes?: Readonly<Record<string, readonly string[]>>
}

/** The part of a cost that the trouble of one surface causes. */
interface SurfaceCost extends Amounts {
  /** `claude/cli` */
  readonly surface: string
}

/** The cost of trouble for one workflow. */
interface WorkflowCost extends Amounts {
  readonly workflow: string
  /** Person-hours lost under proven fallbacks. */
  readonly lostHours: number
  /** Person-hours that may be lost, because a surface was not measured. Not priced. */
  readonly unknownHours: number
  /** The same cost by surface. Where several surfaces stop the same work, each has an equal part. */
  readonly surfaces: readonly SurfaceCost[]
}

/** The cost of trouble. */
export interface Price {
  readonly workflows: readonly WorkflowCost[]
  /** One entry per currency, in order of the workflows. */
  readonly totals: readonly Amounts[]
}

/** Other trouble at the same time. */
interface OtherTrouble {
  /** Trouble with a price of its own: the work that it stops is not priced again. */
  readonly earlier?: readonly TroubleSpan[]
  /** Trouble that only makes fallbacks unusable. */
  readonly others?: readonly TroubleSpan[]
}

/** A stretch without a change of state. */
interface Segment {
  readonly from: number
  readonly to: number
  /** The trouble that is priced. */
  readonly spans: readonly TroubleSpan[]
  readonly earlier: readonly TroubleSpan[]
  /** All trouble, by which the fallbacks are judged. */
  readonly all: readonly TroubleSpan[]
}

/**
 * The cost of stretches of trouble: Σ people × rate × working hours × share lost. Pure.
 * A fallback saves its share of the loss; an unproven one saves nothing and is shown as promised.
 * @param alertedAt time of the alert, epoch ms. A switch is in place after that plus the time of its proof. Default: the start
 *   of each stretch, so that only the time of the proof counts
 * @param other other trouble at the same time. Default: none
 */
export function priceOf(
  plan: PricedPlan,
  trouble: readonly TroubleSpan[],
  alertedAt?: number,
  other: OtherTrouble = {},
): Price {
  const segments = segmentsOf(trouble, other)
  const workflows = plan.workflows.map((workflow) => workflowCost(workflow, plan, segments, alertedAt))
  return { workflows, totals: totalsOf(workflows) }
}

function segmentsOf(trouble: readonly TroubleSpan[], other: OtherTrouble): readonly Segment[] {
  const lasting = (spans: readonly TroubleSpan[] = []) => spans.filter(({ from, to }) => to > from)
  const [spans, earlier, others] = [lasting(trouble), lasting(other.earlier), lasting(other.others)]
  const all = [...spans, ...earlier, ...others]
  const edges = [...new Set(all.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  return edges.slice(1).flatMap((to, index) => {
    const from = edges[index] as number
    const during = (list: readonly TroubleSpan[]) => list.filter((span) => span.from <= from && to <= span.to)
    const priced = during(spans)
    return priced.length > 0 ? [{ from, to, spans: priced, earlier: during(earlier), all: during(all) }] : []
  })
}

function workflowCost(
  workflow: Workflow,
  plan: PricedPlan,
  segments: readonly Segment[],
  alertedAt: number | undefined,
): WorkflowCost {
  const sum = new PersonHours()
  const bySurface = new Map<string, PersonHours>()
  for (const segment of segments) {
    const hours = hoursOf(workflow, plan, segment, alertedAt)
    if (!hours) continue
    sum.add(hours, 1)
    const causing = surfacesCausing(workflow, segment.spans)
    for (const surface of causing) {
      const part = bySurface.get(surface) ?? new PersonHours()
      bySurface.set(surface, part)
      part.add(hours, 1 / causing.length)
    }
  }
  return {
    ...{ workflow: workflow.name, ...sum.amounts(workflow.rate) },
    ...{ lostHours: sum.without - sum.kept, unknownHours: sum.unknown },
    surfaces: [...bySurface].map(([surface, part]) => ({ surface, ...part.amounts(workflow.rate) })),
  }
}

/** The person-hours of one stretch; undefined where the workflow is not hit. */
function hoursOf(
  workflow: Workflow,
  plan: PricedPlan,
  segment: Segment,
  alertedAt: number | undefined,
): PersonHours | undefined {
  const { people, hours } = workflow
  const before = lossOf(workflow, segment.earlier)
  const both = lossOf(workflow, [...segment.earlier, ...segment.spans])
  const [lost, unknown] = [both.low - before.low, Math.max(0, both.high - both.low - (before.high - before.low))]
  if (lost === 0 && unknown === 0) return undefined
  const worked = (people * hours.openMsWithin(segment.from, segment.to)) / HOUR
  const available = availableShare(workflow, plan, segment)
  const saveable = worked * lost * available.share
  const beforeSwitch = available.proven ? beforeSwitchMs(workflow, segment, available.backing, alertedAt) : 0
  const result = new PersonHours()
  result.without = worked * lost
  result.unknown = worked * unknown
  result.kept = available.proven ? saveable : 0
  result.promised = available.proven ? 0 : saveable
  result.switching = (people * beforeSwitch * lost * available.share) / HOUR
  return result
}

interface Available {
  /** Share of the lost work that the fallback keeps. */
  readonly share: number
  readonly proven: boolean
  readonly backing?: Backing
}

/** The saving of the fallback. A switch is proven only if every current class of failure was green on its route; model B may be in trouble too. */
function availableShare(workflow: Workflow, plan: PricedPlan, { spans, all }: Segment): Available {
  const { fallback, name } = workflow
  if (!fallback || fallback.kind === 'stop') return { share: 0, proven: true }
  if (fallback.kind === 'manual') {
    return { share: fallback.keeps, proven: backingOf(workflow, plan.readiness, plan.at)?.proven === true }
  }
  const lossOfB = surfaceLoss(all, fallback.through, 'degraded')
  const share = fallback.capacity * (1 - lossOfB.low)
  const backings = classesOf(workflow, spans).map((cause) => backingOf(workflow, plan.readiness, plan.at, cause))
  const slowest = backings.toSorted((a, b) => (b?.tookMs ?? 0) - (a?.tookMs ?? 0))[0]
  const isMeasured = lossOfB.high === lossOfB.low
  const isShared = (plan.causes?.[name]?.length ?? 0) > 0
  const proven = isMeasured && !isShared && backings.every((backing) => backing?.proven === true)
  return { share, proven, ...defined({ backing: slowest }) }
}

/** The classes of failure of the surfaces that a workflow uses; one `undefined` where there is none. */
function classesOf(workflow: Workflow, spans: readonly TroubleSpan[]): readonly (FailureClass | undefined)[] {
  const used = surfacesUsed(workflow)
  const classes = new Set(spans.filter(({ surface }) => used.includes(surface)).flatMap((span) => span.class ?? []))
  return classes.size > 0 ? [...classes] : [undefined]
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
