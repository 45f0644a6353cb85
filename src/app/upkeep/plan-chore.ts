import type { Workflow } from '../../core/index.ts'
import { type Alert, type Clock, type Log, MINUTE, messageOf, probeId, SECOND, surfaceId } from '../../core/index.ts'
import type { PlanSource } from '../continuity/plan-source.ts'
import type { Chore } from '../process/chores.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'
import type { PlanWatch } from './watch-plan.ts'

/** What happens in the worker. */
export interface WorkerEvents {
  subscribe(listener: (event: WorkerEvent) => void): () => void
}

const READ_EVERY_MS = MINUTE

/**
 * Evaluates the plan every minute, and at once when a run shows that a key, quota or probe of model B fails or works again.
 * None without a workflow.
 */
export function planChores(from: {
  readonly source: Pick<PlanSource, 'read'>
  readonly workflows: readonly Workflow[]
  readonly watch: PlanWatch
  readonly events: WorkerEvents
  readonly clock: Clock
  readonly log: Pick<Log, 'error'>
  readonly emitAlerts: (alerts: readonly Alert[]) => void
}): readonly Chore[] {
  const { source, workflows, watch, events, clock, log, emitAlerts } = from
  if (workflows.length === 0) return []
  let underWay: Promise<void> | undefined
  let isNewsWaiting = false
  const look = (now: number): Promise<void> => {
    underWay ??= source
      .read(now)
      .then((readiness) => watch.look(readiness, now))
      .then(emitAlerts)
      .finally(() => {
        underWay = undefined
        if (isNewsWaiting) lookAtNews()
      })
    return underWay
  }
  // An evaluation under way may have read the database before the run was stored.
  const lookAtNews = () => {
    isNewsWaiting = underWay !== undefined
    if (isNewsWaiting) return
    look(clock.now()).catch((error: unknown) =>
      log.error('the plan could not be evaluated', { error: messageOf(error) }),
    )
  }
  const isNews = newsOfModelB(workflows)
  events.subscribe((event) => {
    if (isNews(event)) lookAtNews()
  })
  return [{ name: 'evaluating the plan', everyMs: READ_EVERY_MS, afterMs: 10 * SECOND, work: look }]
}

/** Whether a run of model B fails in another way than the one before it. */
function newsOfModelB(workflows: readonly Workflow[]): (event: WorkerEvent) => boolean {
  const through = new Set(workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? [fallback.through] : [])))
  const failures = new Map<string, string>()
  return (event) => {
    if (event.type !== 'finished') return false
    const { result } = event.recorded
    if (!through.has(surfaceId(result))) return false
    const [id, failure] = [probeId(result), result.failure?.class ?? '']
    const before = failures.get(id) ?? ''
    failures.set(id, failure)
    return failure !== before
  }
}
