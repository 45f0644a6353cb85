import type { Budgets } from '../../budget/index.ts'
import {
  type Clock,
  DAY,
  defined,
  type ProbePlan,
  probeId,
  type QuietWindow,
  type RunResult,
  readCurrentStates,
} from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { LiveSnapshot, LiveSource } from '../../web/index.ts'
import type { Worker, WorkerEvent } from '../worker/worker.ts'
import type { AppView, ProbeView } from './view.ts'

type ProbeSchedule = LiveSnapshot['probes'][number]

/** Joins what the worker is doing with what is stored, for the terminal and the dashboard. */
export interface LiveFeed {
  /** What the dashboard asks. */
  readonly source: LiveSource
  tell(event: WorkerEvent): void
  subscribe(listener: (event: WorkerEvent) => void): () => void
  view(): Promise<AppView>
}

export interface LiveFeedDeps {
  readonly store: Store
  readonly plans: readonly ProbePlan[]
  readonly budgets: Pick<Budgets, 'heardEvery'>
  /** The worker, which is made after the feed it tells. */
  readonly worker: () => Worker
  readonly clock: Clock
  /** The maintenance windows of the configuration. */
  readonly maintenance: readonly QuietWindow[]
}

const ALERTS_SHOWN = 20

/** Keeps the listeners; everything else is read afresh when it is asked for. */
export function createLiveFeed(deps: LiveFeedDeps): LiveFeed {
  const listeners = new Set<(event: WorkerEvent) => void>()
  /** Alerts of the start, before the terminal listens: an incident that was closed, a surface that is retired. */
  let early: WorkerEvent[] | undefined = []
  const subscribe = (listener: (event: WorkerEvent) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    source: {
      snapshot: () => ({
        probes: deps.plans.map((plan) => scheduleOf(plan, deps.budgets.heardEvery(plan), deps.worker())),
      }),
      subscribe: (listener) => subscribe(() => listener()),
    },
    tell: (event) => {
      if (event.type === 'alerted') early?.push(event)
      for (const listener of listeners) listener(event)
    },
    subscribe: (listener) => {
      for (const event of early ?? []) listener(event)
      early = undefined
      return subscribe(listener)
    },
    view: () => readView(deps),
  }
}

function scheduleOf(plan: ProbePlan, everyMs: number, worker: Worker): ProbeSchedule {
  const { running, nextAt } = whereabouts(plan, worker)
  const { target, surface, probe } = plan
  return {
    target,
    surface,
    probe,
    everyMs,
    ...defined({ nextAt }),
    ...(running ? { runningSince: running.since } : {}),
  }
}

function whereabouts(plan: ProbePlan, worker: Worker) {
  const running = worker.runOf(plan)
  return { running, nextAt: worker.nextSlot(plan) }
}

async function readView(deps: LiveFeedDeps): Promise<AppView> {
  const at = deps.clock.now()
  const [surfaces, lastRuns, incidents, notices, alerts] = await Promise.all([
    readCurrentStates(deps.store, { now: at, watched: watchedBy(deps), maintenance: deps.maintenance }),
    deps.store.lastRuns(),
    deps.store.incidents({ from: at - DAY, to: at + 1 }),
    deps.store.openNotices(),
    deps.store.alerts({ limit: ALERTS_SHOWN }),
  ])
  const last = new Map(lastRuns.map((run) => [probeId(run), run]))
  return { at, surfaces, incidents, notices, alerts, probes: deps.plans.map((plan) => probeView(plan, last, deps)) }
}

function watchedBy({ plans, budgets }: LiveFeedDeps) {
  return plans.map((plan) => ({
    ...{ target: plan.target, surface: plan.surface, probe: plan.probe },
    everyMs: budgets.heardEvery(plan),
  }))
}

function probeView(plan: ProbePlan, last: ReadonlyMap<string, RunResult>, deps: LiveFeedDeps): ProbeView {
  const { running, nextAt } = whereabouts(plan, deps.worker())
  const run = last.get(probeId(plan))
  return {
    plan,
    ...(running ? { running: { trigger: running.trigger, since: running.since } } : {}),
    ...(run ? { last: run } : {}),
    ...defined({ nextAt }),
  }
}
