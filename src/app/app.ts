import { type Budgets, budgetsOf, openBudgets } from '../budget/index.ts'
import { type Config, linkBase, withheldNotice } from '../config/index.ts'
import {
  defined,
  isWorkerAlive,
  type Log,
  type MonitorError,
  probeId,
  SECOND,
  type SystemClock,
  unlessAborted,
} from '../core/index.ts'
import { createFetch } from '../net/index.ts'
import { createChannels, createDispatcher } from '../notify/index.ts'
import type { Store } from '../store/index.ts'
import { startDashboard } from '../web/index.ts'
import { createLiveFeed, type LiveFeed } from './live/live-feed.ts'
import type { AppView } from './live/view.ts'
import { startChores } from './process/chores.ts'
import { createLifecycle, type Lifecycle, type ShutdownLimits } from './process/lifecycle.ts'
import { tellDoorsOff } from './startup/doors-off.ts'
import { openOwnStore } from './startup/own-store.ts'
import { type Prepared, prepare } from './startup/prepare.ts'
import { tellProblems } from './startup/report-problems.ts'
import { scrubberFor } from './startup/secrets.ts'
import { startWatching } from './startup/watch-list.ts'
import { tellForecasts } from './upkeep/keep-budgets.ts'
import { announce, choresOf } from './upkeep/recurring.ts'
import { watchWitnesses } from './upkeep/witnesses.ts'
import { createWorkerNote } from './upkeep/worker-note.ts'
import { createPipeline, type Pipeline } from './worker/pipeline.ts'
import { createPolicies } from './worker/policies.ts'
import { createWorker, type Worker, type WorkerEvent } from './worker/worker.ts'

export interface AppDeps {
  readonly clock: SystemClock
  readonly log: Log
  readonly version: string
  readonly progress: (text: string) => void
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** Gives up a start that is under way. */
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
  /** Settles when the worker can no longer go on by itself: another one has taken its place. */
  readonly ousted: Promise<MonitorError>
  /** Stops everything within a few seconds; a run under way is recorded as interrupted. */
  stop(): Promise<void>
  /** Ends all processes it started, without waiting: the process is about to exit. */
  force(): void
}

/** A stop must end within 5 s, so that a supervisor (systemd, Docker) need not kill the process. */
const SHUTDOWN: ShutdownLimits = { hookMs: 2.5 * SECOND, totalMs: 4 * SECOND }
/** On the sandbox a confirm run follows at once: it costs nothing, and somebody is watching. */
const SANDBOX_CONFIRM_MS = SECOND

/**
 * Starts the worker and the dashboard.
 * @throws MonitorError where something it cannot do without is missing; what had been started is ended again
 */
export async function startApp(config: Config, deps: AppDeps): Promise<App> {
  const life = createLifecycle(deps.log, SHUTDOWN)
  try {
    return await unlessAborted(deps.signal, startParts(config, deps, life))
  } catch (error) {
    await life.end()
    life.force()
    throw error
  }
}

async function startParts(config: Config, deps: AppDeps, life: Lifecycle): Promise<App> {
  const { store, ousted } = await openOwnStore(config, deps, life)
  const prepared = await prepare({ ...deps, config, life, announce: true })
  tellProblems(prepared.problems, deps.log)
  tellDoorsOff(prepared.targets, deps.log)
  const fetcher = createFetch(config.proxy)
  const channels = createChannels(config.channels, { fetch: fetcher })
  const dispatcher = createDispatcher({
    outbox: store.outbox,
    channels,
    clock: deps.clock,
    random: Math.random,
    log: deps.log,
  })
  life.onEnd('deliveries', () => dispatcher.stop())
  const policies = createPolicies({ config, store, clock: deps.clock })
  await policies.refresh()
  const budgets = await openBudgets({ ...deps, targets: prepared.targets, plans: prepared.plans, store })
  tellForecasts(budgets, deps)
  const scrub = scrubberFor(config, prepared.targets).data
  const witnesses = watchWitnesses({ ...deps, targets: prepared.targets, scrub, fetch: fetcher, store })
  let dashboardUrl: string | undefined
  const pipeline = createPipeline({
    store,
    engine: prepared.engine,
    policyFor: policies.policyFor,
    plans: prepared.plans,
    targets: prepared.targets,
    budgets,
    channels: config.channels,
    clock: deps.clock,
    log: deps.log,
    dashboardUrl: () => dashboardUrl,
    statusPage: (target) => witnesses.line(target),
  })
  const feed = createLiveFeed({
    ...{ store, budgets, plans: prepared.plans, clock: deps.clock, maintenance: config.maintenance },
    worker: () => worker,
  })
  const worker: Worker = startWorker({ config, deps, life, prepared, pipeline, budgets, feed })
  const dashboard = await startDashboard({
    history: store,
    live: feed.source,
    budgets: budgetsOf(prepared.targets),
    maintenance: config.maintenance,
    host: config.dashboard.host,
    ...defined({ port: config.dashboard.port }),
    ...(config.dashboard.token ? { token: config.dashboard.token } : {}),
    ...defined({ publicUrl: config.dashboard.publicUrl }),
    clock: deps.clock,
    log: deps.log,
    location: config.location,
    version: deps.version,
    artifactsDir: prepared.engine.artifactsDir,
  })
  life.onEnd('dashboard', () => dashboard.stop())
  const workerNote = createWorkerNote(config.stateDir, deps.log, dashboard.url)
  life.onEnd('note of the worker', () => workerNote.remove())
  const withheld = withheldNotice(config.dashboard)
  if (withheld) deps.log.warn(`${withheld.text}. ${withheld.todo}`)
  dashboardUrl = linkBase(config.dashboard, dashboard.url)
  life.onEnd(
    'chores',
    startChores(
      [
        ...witnesses.chores,
        ...choresOf({
          config,
          deps,
          policies,
          store,
          pipeline,
          budgets,
          prepared,
          feed,
          worker,
          workerNote,
          dashboardUrl,
        }),
      ],
      deps,
    ),
  )
  const shared = isWorkerAlive(await store.lastHeartbeat(config.location), deps.clock.now())
  const alerts = await startWatching({ store, pipeline, shared, plans: prepared.plans, problems: prepared.problems })
  announce(feed, alerts)
  dispatcher.start()
  await begin(worker, store)
  return {
    prepared,
    dashboardUrl: dashboard.url,
    channels: config.channels.map(({ name }) => name),
    view: () => feed.view(),
    subscribe: (listener) => feed.subscribe(listener),
    ousted,
    stop: () => life.end(),
    force: () => life.force(),
  }
}

function startWorker(from: {
  readonly config: Config
  readonly deps: AppDeps
  readonly life: Lifecycle
  readonly prepared: Prepared
  readonly pipeline: Pipeline
  readonly budgets: Budgets
  readonly feed: LiveFeed
}): Worker {
  const worker = createWorker({
    plans: from.prepared.plans,
    pipeline: from.pipeline,
    location: from.config.location,
    pacing: from.budgets,
    confirmAfterMs: (plan) =>
      from.prepared.sandbox && plan.target === 'sandbox' ? SANDBOX_CONFIRM_MS : from.config.confirmAfterMs,
    clock: from.deps.clock,
    log: from.deps.log,
    tell: (event) => from.feed.tell(event),
    setTimer: (work, ms) => {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
  })
  from.life.onEnd('worker', () => worker.stop())
  return worker
}

async function begin(worker: Worker, store: Store): Promise<void> {
  const lastRuns = new Map((await store.lastRuns()).map((run) => [probeId(run), run.scheduledAt]))
  worker.begin(await store.lastSlots(), lastRuns)
}
