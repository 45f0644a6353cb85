import type { Budgets } from '../../budget/index.ts'
import type { Config } from '../../config/index.ts'
import { type Alert, HOUR, type Log, MINUTE, SECOND, type SystemClock } from '../../core/index.ts'
import { createFetch } from '../../net/index.ts'
import type { Dispatcher } from '../../notify/index.ts'
import { routingOf } from '../../notify/index.ts'
import type { GuardedStore } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'
import type { Prepared } from '../startup/prepare.ts'
import type { Pipeline } from '../worker/pipeline.ts'
import type { AlertDeps } from '../worker/plan-alerts.ts'
import type { Policies } from '../worker/policies.ts'
import type { Worker } from '../worker/worker.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'
import { createAlertAges } from './alert-ages.ts'
import { createLastTick, deadManChore } from './dead-man.ts'
import type { DeadManState } from './dead-man-state.ts'
import { escalate } from './escalations.ts'
import { judgeTimeChore } from './judge-time.ts'
import { createBudgetKeeper } from './keep-budgets.ts'
import { keepIncidentRuns } from './keep-incident-runs.ts'
import { pruneEvidence } from './old-evidence.ts'
import { remind } from './reminders.ts'
import { storageChore } from './storage-watch.ts'
import { weeklyProofChore } from './weekly-proof.ts'
import type { Witnesses } from './witnesses.ts'
import type { NoteKeeper } from './worker-note.ts'

const BUDGETS_EVERY_MS = 5 * SECOND
/** Incidents of this time are looked at before evidence is deleted, ms; older ones once an hour. */
const NEW_INCIDENTS_MS = 2 * HOUR

/** What the recurring work needs. */
interface ChoreDeps {
  readonly config: Config
  readonly store: GuardedStore
  readonly pipeline: Pipeline
  readonly budgets: Budgets
  readonly prepared: Prepared
  readonly witnesses: Pick<Witnesses, 'line'>
  readonly emit: (event: WorkerEvent) => void
  readonly worker: Worker
  readonly workerNote: NoteKeeper
  readonly deadManState: DeadManState
  readonly deps: { readonly clock: SystemClock; readonly log: Log }
  readonly policies: Policies
  /** As in AlertDeps. */
  readonly advise?: AlertDeps['advise']
  readonly dispatcher: Pick<Dispatcher, 'health'>
  readonly dashboardUrl: string | undefined
}

/** The recurring work of a worker besides probing. Alerts that it plans go to the event stream. */
export function choresOf(from: ChoreDeps): readonly Chore[] {
  const { store, pipeline, workerNote } = from
  const keeper = createBudgetKeeper(from)
  const emitAlerts = (alerts: readonly Alert[]) => {
    if (alerts.length > 0) from.emit({ type: 'alerted', alerts })
  }
  const { runsMs, hoursMs, evidence } = from.config.retention
  return [
    storageChore({ store, pipeline, note: workerNote, emitAlerts }),
    ...tickChores(from, emitAlerts),
    {
      name: 'keeping to budgets',
      everyMs: BUDGETS_EVERY_MS,
      afterMs: BUDGETS_EVERY_MS,
      work: async (now) => emitAlerts(await keeper.keep(now)),
    },
    ...alertChores(from, emitAlerts),
    { name: 'rolling up', everyMs: 10 * MINUTE, afterMs: 30 * SECOND, work: (now) => store.rollUp(now) },
    {
      name: 'pruning',
      everyMs: HOUR,
      afterMs: 5 * MINUTE,
      work: async (now) => {
        await keepIncidentRuns(store, { from: now - runsMs, to: now })
        await store.prune(now, { runsMs, hoursMs })
      },
    },
    {
      name: 'deleting old evidence',
      everyMs: 10 * MINUTE,
      afterMs: MINUTE,
      work: async (now) => {
        await keepIncidentRuns(store, { from: now - NEW_INCIDENTS_MS, to: now })
        await pruneEvidence(from.prepared.engine.artifactsDir, store, evidence, now)
      },
    },
  ]
}

/** The alerts that are due by time. */
function alertChores(from: ChoreDeps, emitAlerts: (alerts: readonly Alert[]) => void): readonly Chore[] {
  const { clock, log } = from.deps
  const { targets } = from.prepared
  const about = { ...from, targets, log, routing: routingOf(from.config), statusPage: from.witnesses.line }
  const [reminderAges, escalationAges] = [createAlertAges(clock), createAlertAges(clock)]
  return [
    weeklyProofChore({ ...about, emitAlerts }),
    {
      name: 'reminding',
      everyMs: 30 * SECOND,
      afterMs: 30 * SECOND,
      work: async (now) => emitAlerts(await remind({ ...about, ages: reminderAges, now })),
    },
    {
      name: 'escalating',
      everyMs: 5 * SECOND,
      afterMs: 5 * SECOND,
      work: async (now) => emitAlerts(await escalate({ ...about, ages: escalationAges, now })),
    },
  ]
}

/** The tick of the worker, and the dead-man switch that is pinged while it ticks. */
function tickChores(from: ChoreDeps, emitAlerts: (alerts: readonly Alert[]) => void): readonly Chore[] {
  const { deadMan, proxy } = from.config
  const { clock, log } = from.deps
  const judging = judgeTimeChore({ ...from, emitAlerts, targets: from.prepared.targets })
  const lastTick = createLastTick(clock)
  return [
    { ...judging, work: (...args) => judging.work(...args).then(lastTick.note) },
    ...(deadMan
      ? [deadManChore({ ...from, deadMan, lastTick, state: from.deadManState, fetch: createFetch(proxy), log })]
      : []),
  ]
}
