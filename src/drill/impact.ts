import { type Amounts, lossOf, type PricedPlan, priceOf, surfacesUsed, type TroubleSpan } from '../continuity/index.ts'
import { defined, HOUR, type Workflow } from '../core/index.ts'
import type { DrilledPlan } from './plan.ts'
import type { DrillRecord } from './record.ts'

/** Share of failing requests from which on a fault is an outage; below it is a degradation. */
const OUTAGE_SHARE = 0.7

/** Shares of the work hours in the time of the outage; they sum to 1. */
export interface WorkShares {
  readonly proven: number
  readonly promised: number
  readonly lost: number
}

/** The impact of the faults of a drill on one workflow. */
export interface WorkflowImpact {
  readonly workflow: string
  readonly people: number
  /** Person-hours in the time of the drill. */
  readonly hours: number
  /** Person-hours that are lost under proven fallbacks, and those of them that unproven fallbacks would save. */
  readonly lostHours: number
  readonly promisedHours: number
  /** When it was first affected, epoch ms of the drill's clock; absent where it was not. */
  readonly hitAt?: number
  /** The surfaces that affected it first. */
  readonly hitBy: readonly string[]
}

/** The impact of a drill on the work of the plan. */
export interface Impact {
  readonly workflows: readonly WorkflowImpact[]
  /** Absent without working hours in the time of the drill. */
  readonly shares?: WorkShares
  readonly costs: readonly Amounts[]
}

/** The injected faults as stretches of trouble, whether or not the judge detected them. */
export function troubleOf({ changes, verdicts, playedTo }: DrillRecord): readonly TroubleSpan[] {
  return changes.flatMap((change, index): readonly TroubleSpan[] => {
    const { surface, at, probability } = change
    if (probability === 0) return []
    const next = changes.slice(index + 1).find((later) => later.surface === surface)
    const detected = verdicts.find(
      (verdict) => verdict.surface === surface && verdict.class !== undefined && verdict.at >= at,
    )
    return [
      {
        ...{ surface, from: at, to: next?.at ?? playedTo, failedShare: probability },
        state: probability >= OUTAGE_SHARE ? 'down' : 'degraded',
        ...defined({ class: detected?.class }),
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

/** The impact of the outage on the work of a plan. @param alertedAt time of the first alert, epoch ms of the drill's clock */
export function impactOf(record: DrillRecord, plan: DrilledPlan, alertedAt: number | undefined): Impact {
  const trouble = troubleOf(record)
  const priced: PricedPlan = { workflows: plan.workflows, readiness: plan.readiness, at: plan.readAt }
  const hourly = { ...priced, workflows: plan.workflows.map((entry) => ({ ...entry, rate: AN_HOUR })) }
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
  return { workflows, costs: priceOf(priced, trouble, alertedAt).totals, ...defined({ shares }) }
}

/** With a price of 1 an hour, a cost is a number of hours. */
const AN_HOUR = { amount: 1, currency: 'XXX' }

function sharesOf(workflows: readonly WorkflowImpact[]): WorkShares | undefined {
  const sum = (value: (entry: WorkflowImpact) => number) => workflows.reduce((total, entry) => total + value(entry), 0)
  const hours = sum((entry) => entry.hours)
  if (hours === 0) return undefined
  const promised = sum((entry) => entry.promisedHours) / hours
  const proven = 1 - sum((entry) => entry.lostHours) / hours
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
