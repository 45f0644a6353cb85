import { type Amounts, lossOf, type PricedPlan, priceOf, surfacesUsed, type TroubleSpan } from '../continuity/index.ts'
import { defined, HOUR, type Workflow } from '../core/index.ts'
import type { DrilledPlan } from './plan.ts'
import type { DrillRecord } from './record.ts'

/** A share of this many requests or more is an outage, less is a degradation. */
const OUTAGE_SHARE = 0.7

/** Shares of the work hours in the time of the outage; they sum to 1. */
export interface WorkShares {
  readonly proven: number
  readonly promised: number
  readonly lost: number
}

/** What the faults of a drill do to one workflow. */
export interface WorkflowImpact {
  readonly workflow: string
  readonly people: number
  /** Person-hours in the time of the drill. */
  readonly hours: number
  /** Person-hours that are lost under the fallback that is proven, and those that a fallback without proof is to save. */
  readonly lostHours: number
  readonly promisedHours: number
  /** When it is hit first, epoch ms of the drill's clock; absent where it is not. */
  readonly hitAt?: number
  /** The surfaces that hit it first. */
  readonly hitBy: readonly string[]
}

/** What a drill does to the work of the plan. */
export interface Impact {
  readonly workflows: readonly WorkflowImpact[]
  /** Absent without working hours in the time of the drill. */
  readonly shares?: WorkShares
  readonly costs: readonly Amounts[]
}

/** The faults as stretches of trouble: what is certain, whatever the judge found. */
export function troubleOf({ changes, verdicts, playedTo }: DrillRecord): readonly TroubleSpan[] {
  return changes.flatMap((change, index): readonly TroubleSpan[] => {
    const { surface, at, probability } = change
    if (probability === 0) return []
    const next = changes.slice(index + 1).find((one) => one.surface === surface)
    const seen = verdicts.find((one) => one.surface === surface && one.class !== undefined && one.at >= at)
    return [
      {
        ...{ surface, from: at, to: next?.at ?? playedTo, failedShare: probability },
        state: probability >= OUTAGE_SHARE ? 'down' : 'degraded',
        ...defined({ class: seen?.class }),
      },
    ]
  })
}

/** The end of the outage; of a drill that stopped before, the last moment that was played. */
export function outageEndOf({ changes, playedTo }: Pick<DrillRecord, 'changes' | 'playedTo'>): number {
  const newest = new Map(changes.map((change) => [change.surface, change]))
  const isOver = [...newest.values()].every(({ probability }) => probability === 0)
  return isOver ? (changes.at(-1)?.at ?? playedTo) : playedTo
}

/** What the outage does to the work of a plan. @param alertedAt when the first alert went out, epoch ms of the drill's clock */
export function impactOf(record: DrillRecord, plan: DrilledPlan, alertedAt: number | undefined): Impact {
  const trouble = troubleOf(record)
  const priced: PricedPlan = { workflows: plan.workflows, readiness: plan.readiness, at: plan.readAt }
  const hourly = { ...priced, workflows: plan.workflows.map((one) => ({ ...one, rate: AN_HOUR })) }
  const hours = priceOf(hourly, trouble, alertedAt).workflows
  const end = outageEndOf(record)
  const workflows = plan.workflows.map((workflow, index): WorkflowImpact => {
    const { name, people, hours: worked } = workflow
    const hit = firstHit(workflow, trouble)
    return {
      ...{ workflow: name, people, hours: (people * worked.openMsWithin(record.playedFrom, end)) / HOUR },
      lostHours: hours[index]?.cost ?? 0,
      promisedHours: hours[index]?.promised ?? 0,
      hitBy: hit?.surfaces ?? [],
      ...defined({ hitAt: hit?.at }),
    }
  })
  const shares = sharesOf(workflows)
  return { workflows, costs: priceOf(priced, trouble, alertedAt).totals, ...(shares ? { shares } : {}) }
}

/** A price of one an hour makes hours of a cost. */
const AN_HOUR = { amount: 1, currency: 'XXX' }

function sharesOf(workflows: readonly WorkflowImpact[]): WorkShares | undefined {
  const sum = (value: (one: WorkflowImpact) => number) => workflows.reduce((total, one) => total + value(one), 0)
  const hours = sum((one) => one.hours)
  if (hours === 0) return undefined
  const promised = sum((one) => one.promisedHours) / hours
  const proven = 1 - sum((one) => one.lostHours) / hours
  return { proven, promised, lost: Math.max(0, 1 - proven - promised) }
}

function firstHit(workflow: Workflow, trouble: readonly TroubleSpan[]) {
  const starts = [...new Set(trouble.map(({ from }) => from))].toSorted((a, b) => a - b)
  for (const at of starts) {
    const during = trouble.filter(({ from, to }) => from <= at && at < to)
    if (lossOf(workflow, during).low === 0) continue
    const used = new Set(surfacesUsed(workflow))
    const surfaces = during.filter(({ surface }) => used.has(surface)).map(({ surface }) => surface)
    return { at, surfaces }
  }
  return undefined
}
