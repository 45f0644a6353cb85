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
import type { DeadManState } from '../upkeep/dead-man-state.ts'
import type { SlotSource } from '../worker/slot-source.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'
import type { EventStream } from './event-stream.ts'
import type { AppView, ProbeView } from './view.ts'

type ProbeSchedule = LiveSnapshot['probes'][number]

/** The runs under way of a worker, joined with its stored results; for the terminal and the dashboard. */
export interface LiveFeed {
  /** Answers the requests of the dashboard. */
  readonly source: LiveSource
  /** Follows the events. The first subscriber also receives the alerts that came before it. */
  subscribe(listener: (event: WorkerEvent) => void): () => void
  view(): Promise<AppView>
}

export interface LiveFeedDeps {
  readonly events: Pick<EventStream, 'subscribe'>
  readonly slots: Pick<SlotSource, 'nextSlot'>
  readonly store: Store
  readonly plans: readonly ProbePlan[]
  readonly budgets: Pick<Budgets, 'reportEvery'>
  readonly clock: Clock
  /** The maintenance windows of the configuration. */
  readonly maintenance: readonly QuietWindow[]
  readonly deadMan: Pick<DeadManState, 'failure'>
}

interface State extends LiveFeedDeps {
  readonly running: Map<string, NonNullable<ProbeView['running']>>
  /** Alerts of the start, before the terminal listens: an incident that was closed, a surface that is retired. */
  early: WorkerEvent[] | undefined
}

const ALERTS_SHOWN = 20

/** Follows the event stream; stored results are read at each request. */
export function createLiveFeed(deps: LiveFeedDeps): LiveFeed {
  const state: State = { ...deps, running: new Map(), early: [] }
  deps.events.subscribe((event) => follow(state, event))
  return {
    source: {
      snapshot: () => ({
        probes: deps.plans.map((plan) => scheduleOf(state, plan)),
        ...defined({ deadMan: deps.deadMan.failure() }),
      }),
      subscribe: (listener) => deps.events.subscribe(() => listener()),
    },
    subscribe(listener) {
      for (const event of state.early ?? []) listener(event)
      state.early = undefined
      return deps.events.subscribe(listener)
    },
    view: () => readView(state),
  }
}

function follow({ running, early }: State, event: WorkerEvent): void {
  if (event.type === 'started') running.set(probeId(event.plan), { trigger: event.trigger, since: event.at })
  if (event.type === 'ended') running.delete(probeId(event.plan))
  if (event.type === 'alerted') early?.push(event)
}

function scheduleOf({ running, slots, budgets }: State, plan: ProbePlan): ProbeSchedule {
  const { target, surface, probe } = plan
  const nextAt = slots.nextSlot(plan)
  const run = running.get(probeId(plan))
  return {
    ...{ target, surface, probe, everyMs: budgets.reportEvery(plan) },
    ...defined({ nextAt, runningSince: run?.since }),
  }
}

async function readView(state: State): Promise<AppView> {
  const at = state.clock.now()
  const [surfaces, lastRuns, incidents, notices, alerts] = await Promise.all([
    readCurrentStates(state.store, { now: at, watched: watchedProbes(state), maintenance: state.maintenance }),
    state.store.lastRuns(),
    state.store.incidents({ from: at - DAY, to: at + 1 }),
    state.store.openNotices(),
    state.store.alerts({ limit: ALERTS_SHOWN }),
  ])
  const last = new Map(lastRuns.map((run) => [probeId(run), run]))
  return { at, surfaces, incidents, notices, alerts, probes: state.plans.map((plan) => probeView(state, plan, last)) }
}

function watchedProbes({ plans, budgets }: State) {
  return plans.map((plan) => ({
    ...{ target: plan.target, surface: plan.surface, probe: plan.probe },
    everyMs: budgets.reportEvery(plan),
  }))
}

function probeView(state: State, plan: ProbePlan, lastRuns: ReadonlyMap<string, RunResult>): ProbeView {
  const running = state.running.get(probeId(plan))
  const last = lastRuns.get(probeId(plan))
  const nextAt = state.slots.nextSlot(plan)
  return {
    plan,
    ...defined({ running, last, nextAt }),
  }
}
