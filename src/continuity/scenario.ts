import { defined, type Workflow } from '../core/index.ts'
import { type Amounts, totalsOf } from './amounts.ts'
import type { CommonCause } from './common-cause.ts'
import { isHit } from './needs.ts'
import type { Backing } from './readiness.ts'

/** The actions of a workflow in a scenario. */
type Action = 'goes on' | 'switches' | 'by hand' | 'stops' | 'unprotected'

/** A workflow with the facts that decide its action. */
export interface PreparedWorkflow {
  readonly workflow: Workflow
  /** Its share of all work hours, 0 to 1. */
  readonly share: number
  readonly backing?: Backing
  readonly causes: readonly CommonCause[]
}

/** The action of one workflow in one scenario. */
export interface Cell {
  readonly workflow: string
  readonly action: Action
  /** Of `switches` and `by hand`: whether it is proven or only promised. */
  readonly backing?: 'proven' | 'promised'
  /** Why it is unprotected. */
  readonly why?: string
  /** Whether it recovers within its RTO; `unknown` where that was not measured. Absent without an RTO. */
  readonly rto?: 'met' | 'missed' | 'unknown'
}

/** An outage of some surfaces: the action of each workflow, and the shares of work. */
export interface Scenario {
  /** `claude/cli`, `claude`, or `everything`. */
  readonly down: string
  readonly surfaces: readonly string[]
  readonly cells: readonly Cell[]
  /** Share of work hours that goes on: unaffected, or by a proven fallback. */
  readonly proven: number
  /** Share that unproven fallbacks promise. */
  readonly promised: number
  /** Share that is lost either way. */
  readonly lost: number
  /** The cost of one hour while all workflows are at work; one entry per currency. */
  readonly hourly: readonly Amounts[]
}

/** The scenario in which these surfaces are down. The three shares sum to 1. */
export function scenarioOf(
  down: string,
  surfaces: readonly string[],
  workflows: readonly PreparedWorkflow[],
): Scenario {
  const set = new Set(surfaces)
  const rows = workflows.map((prepared) => ({ ...prepared, cell: cellOf(prepared, set) }))
  let [proven, promised] = [0, 0]
  for (const { workflow, share, cell } of rows) {
    const goesOn = share * keptShare(workflow, cell.action)
    if (cell.action === 'goes on' || cell.backing === 'proven') proven += goesOn
    else promised += goesOn
  }
  const hourly = totalsOf(rows.map(({ workflow, cell }) => hourOf(workflow, cell)))
  return {
    down,
    surfaces,
    cells: rows.map(({ cell }) => cell),
    proven,
    promised,
    lost: Math.max(0, 1 - proven - promised),
    hourly,
  }
}

function hourOf(workflow: Workflow, { action, backing }: Cell): Amounts {
  const { people, rate } = workflow
  const withoutPlan = action === 'goes on' ? 0 : people * rate.amount
  const saveable = withoutPlan * keptShare(workflow, action)
  const saved = backing === 'proven' ? saveable : 0
  return {
    ...{ currency: rate.currency, withoutPlan, saved, cost: withoutPlan - saved },
    ...{ promised: saveable - saved, switching: 0 },
  }
}

/** The share of a workflow's work that an action keeps. */
export function keptShare({ fallback }: Workflow, action: Action): number {
  if (action === 'goes on') return 1
  if (action === 'switches' && fallback?.kind === 'switch') return fallback.capacity
  return action === 'by hand' && fallback?.kind === 'manual' ? fallback.keeps : 0
}

function cellOf({ workflow, backing, causes }: PreparedWorkflow, down: ReadonlySet<string>): Cell {
  const { name, fallback, recoverWithinMs } = workflow
  const rto = (value: NonNullable<Cell['rto']>) => defined({ rto: recoverWithinMs === undefined ? undefined : value })
  if (!isHit(workflow, down)) return { workflow: name, action: 'goes on', ...rto('met') }
  if (!fallback) return { workflow: name, action: 'unprotected', why: 'it has no fallback', ...rto('missed') }
  if (fallback.kind === 'stop') return { workflow: name, action: 'stops', ...rto('missed') }
  if (fallback.kind === 'manual') {
    return { workflow: name, action: 'by hand', backing: backing?.proven ? 'proven' : 'promised', ...rto('unknown') }
  }
  if (down.has(fallback.through)) {
    return { workflow: name, action: 'unprotected', why: `${fallback.through} is down as well`, ...rto('missed') }
  }
  const proven = backing?.proven === true && causes.length === 0
  const tookMs = proven ? backing.tookMs : undefined
  const isLate = tookMs !== undefined && recoverWithinMs !== undefined && tookMs > recoverWithinMs
  return {
    workflow: name,
    action: 'switches',
    backing: proven ? 'proven' : 'promised',
    ...rto(tookMs === undefined ? 'unknown' : isLate ? 'missed' : 'met'),
  }
}
