import { type Budgets, budgetsOf, openBudgets } from '../budget/index.ts'
import { type Config, isBundled, linkBase, withheldNotice } from '../config/index.ts'
import { defined, type Log, type MonitorError, SECOND, type SystemClock, unlessAborted } from '../core/index.ts'
import { createFetch } from '../net/index.ts'
import { createChannels, createDispatcher, type Dispatcher, routingOf } from '../notify/index.ts'
import type { GuardedStore } from '../store/index.ts'
import { type Dashboard, type ReportDesk, startDashboard } from '../web/index.ts'
import { type AckByMessages, ackByMessages, dashboardChanges } from './acknowledge/index.ts'
import { createPlanSource, type PlanSource } from './continuity/plan-source.ts'
import { useFileChores } from './continuity/use-file.ts'
import { drawingOf } from './live/drawing.ts'
import { createEventStream, type EventStream } from './live/event-stream.ts'
import { createLiveFeed, type LiveFeed } from './live/live-feed.ts'
import { metricsOf } from './live/metrics.ts'
import { createMonitorFacts } from './live/monitor-facts.ts'
import { tracesOf, type WorkerTraces } from './live/traces.ts'
import type { AppView } from './live/view.ts'
import { startChores } from './process/chores.ts'
import { createLifecycle, type Lifecycle, type ShutdownLimits } from './process/lifecycle.ts'
import type { SetTimer } from './process/timers.ts'
import { createReportDesk } from './reports/desk.ts'
import { logDoorsOff } from './startup/doors-off.ts'
import { readLastSlots } from './startup/last-slots.ts'
import { logProblems } from './startup/log-problems.ts'
import { type Prepared, prepare } from './startup/prepare.ts'
import { scrubberFor } from './startup/secrets.ts'
import { noteSetup } from './startup/setup-parts.ts'
import { watchSurfaces } from './startup/watch-list.ts'
import { openWorkerStore } from './startup/worker-store.ts'
import { createDeadManState, type DeadManState } from './upkeep/dead-man-state.ts'
import { reportForecasts } from './upkeep/keep-budgets.ts'
import { planUpkeep } from './upkeep/plan-upkeep.ts'
import { choresOf } from './upkeep/recurring.ts'
import { type Witnesses, watchWitnesses } from './upkeep/witnesses.ts'
import { createWorkerNote } from './upkeep/worker-note.ts'
import { createActiveTime } from './worker/active-time.ts'
import { createAgendaSource } from './worker/agenda-source.ts'
import { createPipeline, type Pipeline } from './worker/pipeline.ts'
import { createPolicies, type Policies } from './worker/policies.ts'
import { createWorker, type Worker } from './worker/worker.ts'
import type { WorkerEvent } from './worker/worker-event.ts'

interface AppDeps {
  readonly clock: SystemClock
  readonly setTimer: SetTimer
  /** A number in [0, 1). */
  readonly random: () => number
  readonly log: Log
  readonly version: string
  /** Shows what the start is doing. */
  readonly progress: (text: string) => void
  /** Asks a yes-or-no question; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** Aborts a start that is under way. */
  readonly signal?: AbortSignal
}

/** A running worker with its dashboard. */
export interface App {
  readonly prepared: Prepared
  readonly dashboardUrl: string
  /** Names of the channels that alerts go to. */
  readonly channels: readonly string[]
  view(): Promise<AppView>
  subscribe(listener: (event: WorkerEvent) => void): () => void
  /** Resolves when another worker has taken the place of this one, which then has to stop. */
  readonly replaced: Promise<MonitorError>
  /** Stops everything within a few seconds; a run under way is recorded as interrupted. */
  stop(): Promise<void>
  /** Ends all processes it started, without waiting: the process is about to exit. */
  force(): void
}

/** A stop must end within 5 s, before a supervisor (systemd, Docker) kills the process. */
const SHUTDOWN: ShutdownLimits = { hookMs: 2.5 * SECOND, totalMs: 4 * SECOND }
/** On the sandbox a confirm run costs nothing, and a person is watching. */
const SANDBOX_CONFIRM_MS = SECOND

/**
 * Starts the worker and the dashboard.
 * @throws MonitorError where the browser, a probe or a port is missing; what was started is stopped again
 */
export async function startApp(config: Config, deps: AppDeps): Promise<App> {
  const life = createLifecycle(deps.log, SHUTDOWN, deps.clock)
  try {
    return await unlessAborted(deps.signal, startParts(config, deps, life))
  } catch (error) {
    await life.end()
    life.force()
    throw error
  }
}

async function startParts(config: Config, deps: AppDeps, life: Lifecycle): Promise<App> {
  const base = await openBase(config, deps, life)
  const { store, prepared, budgets, events } = base
  const activeTime = createActiveTime(deps.clock, deps.setTimer)
  const slots = createAgendaSource({
    ...{ ...deps, plans: prepared.plans, location: config.location, pacing: budgets, activeTime },
    readLast: () => readLastSlots(store),
  })
  const feed = createLiveFeed({
    ...{ events, slots, store, budgets, plans: prepared.plans, clock: deps.clock, maintenance: config.maintenance },
    deadMan: base.deadManState,
  })
  const later: { worker?: Worker } = {}
  const desk = createReportDesk({ ...deps, ...prepared, store, probe: (plan) => later.worker?.probeNow(plan) })
  const dashboard = await serveDashboard(base, feed, desk)
  const dashboardUrl = linkBase(config.dashboard, dashboard.url)
  const pipeline = pipelineOf(base, dashboardUrl)
  const worker = createWorker({
    ...{ ...deps, source: slots, activeTime, join: pipeline, engine: prepared.engine, pacing: budgets },
    location: config.location,
    confirmAfterMs: (plan) => (isBundled(config, plan.target) ? SANDBOX_CONFIRM_MS : config.confirmAfterMs),
    emit: events.emit,
  })
  later.worker = worker
  life.onEnd('worker', () => worker.stop())
  startUpkeep(base, { pipeline, worker, dashboard, dashboardUrl })
  await watchSurfaces({ ...deps, ...prepared, store, pipeline, location: config.location, emit: events.emit })
  base.dispatcher.start()
  await worker.start()
  return {
    prepared,
    dashboardUrl: dashboard.url,
    channels: config.channels.map(({ name }) => name),
    view: () => feed.view(),
    subscribe: (listener) => feed.subscribe(listener),
    replaced: base.replaced,
    stop: () => life.end(),
    force: () => life.force(),
  }
}

/** What the stages share. */
interface Base {
  readonly config: Config
  readonly deps: AppDeps
  readonly life: Lifecycle
  readonly store: GuardedStore
  readonly replaced: Promise<MonitorError>
  readonly prepared: Prepared
  readonly policies: Policies
  readonly budgets: Budgets
  readonly witnesses: Witnesses
  readonly ack: AckByMessages
  readonly planSource: PlanSource
  readonly scrub: <T>(data: T) => T
  readonly dispatcher: Dispatcher
  readonly events: EventStream
  readonly deadManState: DeadManState
  readonly traces: WorkerTraces | undefined
}

async function openBase(config: Config, deps: AppDeps, life: Lifecycle): Promise<Base> {
  const { clock, log, random } = deps
  const { store, replaced } = await openWorkerStore(config, deps, life)
  const prepared = await prepare({ ...deps, config, life, announce: true })
  const { targets, plans } = prepared
  logProblems([...prepared.problems, ...prepared.warnings], log)
  logDoorsOff(targets, log)
  await noteSetup({ ...deps, config, plans, store })
  const fetcher = createFetch(config.proxy)
  const channels = createChannels(config.channels, { fetch: fetcher, clock })
  const ack = ackByMessages(config, { store, clock, log })
  const dispatcher = createDispatcher({
    ...{ outbox: store.outbox, channels, clock, random, log },
    ...defined({ ackLinks: ack.ackLinks }),
  })
  life.onEnd('deliveries', () => dispatcher.stop())
  const policies = createPolicies({ config, store, clock })
  await policies.refresh()
  const budgets = await openBudgets({ targets, plans, store, clock })
  reportForecasts(budgets, deps)
  const scrub = scrubberFor(config, targets).data
  const witnesses = watchWitnesses({ targets, scrub, fetch: fetcher, store, clock, random, log })
  const events = createEventStream(log)
  const planSource = createPlanSource({ config, store, clock })
  await planSource.begin()
  const deadManState = createDeadManState()
  const traces = tracesOf({ config, events, fetch: fetcher, scrub, deps, life })
  const parts = { policies, budgets, witnesses, ack, dispatcher, events, planSource, scrub, deadManState, traces }
  return { config, deps, life, store, replaced, prepared, ...parts }
}

function pipelineOf(
  { config, deps, store, prepared, policies, budgets, witnesses, planSource }: Base,
  dashboardUrl: string | undefined,
) {
  return createPipeline({
    ...{ store, budgets, dashboardUrl, clock: deps.clock, log: deps.log, routing: routingOf(config) },
    ...{ timezone: config.timezone, runbooks: config.runbooks },
    ...{ plans: prepared.plans, targets: prepared.targets },
    policyFor: policies.policyFor,
    statusPage: (target) => witnesses.line(target),
    advise: planSource.advise,
    keepPlan: planSource.keep,
  })
}

async function serveDashboard(base: Base, feed: LiveFeed, desk: ReportDesk): Promise<Dashboard> {
  const { config, deps, life, store, prepared, ack, planSource, scrub } = base
  const { host, port, token, publicUrl, share } = config.dashboard
  const dashboard = await startDashboard({
    ...{ history: store, live: feed.source, clock: deps.clock, log: deps.log, version: deps.version },
    ...{ host, location: config.location, maintenance: config.maintenance, objectives: config.objectives },
    ...defined({ port, publicUrl, token, share, ackByLink: ack.ackByLink, costs: planSource.written }),
    titles: Object.fromEntries(prepared.targets.map(({ name, title }) => [name, title])),
    metrics: metricsOf({ ...base, store, live: feed.source, clock: deps.clock }).text,
    ...{ timezone: config.timezone, changes: dashboardChanges(store, deps.clock), scrub },
    ...{ desk, budgets: budgetsOf(prepared.targets), drawing: drawingOf(config.channels) },
    artifactsDir: prepared.engine.artifactsDir,
    plan: planSource.evaluate,
    facts: createMonitorFacts({ config, store, deadMan: base.deadManState, clock: deps.clock }),
  })
  life.onEnd('dashboard', () => dashboard.stop())
  const withheld = withheldNotice(config.dashboard)
  if (withheld) deps.log.warn(`${withheld.text}. ${withheld.todo}`)
  return dashboard
}

function startUpkeep(
  base: Base,
  parts: {
    readonly pipeline: Pipeline
    readonly worker: Worker
    readonly dashboard: Dashboard
    readonly dashboardUrl: string | undefined
  },
): void {
  const { config, deps, life, witnesses, events } = base
  const workerNote = createWorkerNote({
    ...{ stateDir: config.stateDir, log: deps.log, clock: deps.clock },
    dashboardUrl: parts.dashboard.url,
    deadMan: base.deadManState,
  })
  life.onEnd('note of the worker', () => workerNote.remove())
  const chores = [
    ...witnesses.chores,
    ...(base.traces ? [base.traces.chore] : []),
    ...useFileChores({ ...config, targets: base.prepared.targets }, base.store),
    ...planUpkeep({ ...deps, ...base, ...parts, source: base.planSource, workflows: config.plan.workflows }),
    ...choresOf({ ...base, ...parts, workerNote, emit: events.emit, advise: base.planSource.advise }),
  ]
  life.onEnd('chores', startChores(chores, deps))
}
