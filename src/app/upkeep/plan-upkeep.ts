import type { Budgets } from '../../budget/index.ts'
import type { Config } from '../../config/index.ts'
import type { Alert, Clock, Log, Workflow } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { PlanSource } from '../continuity/plan-source.ts'
import type { Chore } from '../process/chores.ts'
import type { Prepared } from '../startup/prepare.ts'
import type { Pipeline } from '../worker/pipeline.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'
import { goldenChores } from './golden-prompts.ts'
import { planChores, type WorkerEvents } from './plan-chore.ts'
import { settleCostsChore } from './settle-costs.ts'
import { createPlanWatch } from './watch-plan.ts'

/** The recurring work that a plan needs; none without a workflow. */
export function planUpkeep(from: {
  readonly workflows: readonly Workflow[]
  readonly source: Pick<PlanSource, 'read'>
  readonly store: Store
  readonly pipeline: Pick<Pipeline, 'note'>
  readonly events: WorkerEvents & { emit(event: WorkerEvent): void }
  readonly clock: Clock
  readonly log: Log
  readonly budgets: Budgets
  readonly prepared: Pick<Prepared, 'engine' | 'plans'>
  readonly config: Pick<Config, 'location' | 'retention'>
}): readonly Chore[] {
  const { workflows, store, events } = from
  if (workflows.length === 0) return []
  const emitAlerts = (alerts: readonly Alert[]) => {
    if (alerts.length > 0) events.emit({ type: 'alerted', alerts })
  }
  const { location, retention } = from.config
  const golden = goldenChores({ ...from, ...from.prepared, location })
  const evaluating = planChores({ ...from, watch: createPlanWatch(from), emitAlerts })
  return [...evaluating, settleCostsChore(store, retention.runsMs), ...golden]
}
