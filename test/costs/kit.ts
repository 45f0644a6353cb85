import { pricedPlanOf, writeStoredPlan } from '../../src/continuity/index.ts'
import {
  defined,
  type FailureClass,
  HOUR,
  type Incident,
  parseHours,
  type SharedPart,
  type State,
  type Transition,
  type Workflow,
  workingHours,
} from '../../src/core/index.ts'
import type { Store } from '../../src/store/index.ts'
import { codeReview, proof, ready } from '../continuity/kit.ts'
import { failureOf } from '../store/kit.ts'

/** Every hour of the week, as a configuration writes it. */
const ALWAYS_OPEN = workingHours(parseHours('00:00-24:00 UTC'))

/** The workflow of the worked example, at work all the time. */
export function review(changes: Partial<Workflow> = {}): Workflow {
  return codeReview({ hours: ALWAYS_OPEN, ...changes })
}

export interface Outage {
  readonly name?: string
  /** `claude/cli` */
  readonly surface?: string
  readonly state?: Extract<State, 'down' | 'degraded'>
  readonly class?: FailureClass
  /** Epoch ms. */
  readonly from: number
  /** Absent while it lasts. */
  readonly to?: number
  readonly workflows?: readonly Workflow[]
  readonly shares?: readonly SharedPart[]
  /** Whether a failover of this class was proven a day before. Default: yes. */
  readonly proven?: boolean
}

/** The plan of an outage as it is stored with its incident. */
export function planTextOf({ from, workflows = [review()], shares = [], proven = true, class: kind }: Outage): string {
  const proofs = proven ? [proof({ class: kind ?? 'overloaded', at: from - HOUR })] : []
  return writeStoredPlan(pricedPlanOf({ plan: { workflows, shares }, hosts: {}, readiness: ready(proofs) }, from))
}

/** Stores an incident with the plan that prices it, as a worker would have. */
export async function storeOutage(store: Pick<Store, 'transaction'>, outage: Outage): Promise<void> {
  const { name = 'claude-1', surface: id = 'claude/cli', state = 'down', class: kind = 'overloaded', from, to } = outage
  const [target = '', surface = ''] = id.split('/')
  const failure = failureOf(kind)
  const incident: Incident = {
    ...{ name, target, openedAt: from, impactAt: from, scope: `${surface} only` },
    surfaces: [{ surface, state: to === undefined ? state : 'operational', worst: state, since: from, failure }],
    ...defined({ resolvedAt: to }),
  }
  const evidence = { reasons: [], runs: [], numbers: {} }
  const change = (at: number, before: State, after: State): Transition => ({
    ...{ target, surface, at, since: at, from: before, to: after, evidence },
    ...(after === state ? { failure } : {}),
  })
  const transitions = [
    change(from - HOUR, 'unknown', 'operational'),
    change(from, 'operational', state),
    ...(to === undefined ? [] : [change(to, state, 'operational')]),
  ]
  const entries = [{ at: from, kind: 'opened' as const, surface, to: state, text: `${surface} is ${state}` }]
  const plans = [{ subject: name, plan: planTextOf(outage) }]
  await store.transaction((tx) =>
    tx.applyChanges(target, undefined, { transitions, incident: { incident, entries }, notices: [], plans }),
  )
}

/** Model B works since a time before the outage. */
export async function storeModelB(store: Pick<Store, 'transaction'>, since: number): Promise<void> {
  const evidence = { reasons: [], runs: [], numbers: {} }
  const states = { from: 'unknown' as const, to: 'operational' as const }
  const transitions = [{ target: 'openai', surface: 'cli', at: since, since, ...states, evidence }]
  await store.transaction((tx) => tx.applyChanges('openai', undefined, { transitions, notices: [] }))
}
