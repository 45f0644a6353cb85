import {
  type Log,
  messageOf,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  type SkippedSlot,
  type SystemClock,
  type Trigger,
} from '../../core/index.ts'
import type { Engine } from '../../run/index.ts'
import type { Pacing } from '../../schedule/index.ts'
import type { SetTimer } from '../process/timers.ts'
import { type ConfirmRuns, createConfirmRuns } from './confirm-runs.ts'
import type { Recorded, RunJoin } from './run-join.ts'
import { skippedSlot } from './skipped-slot.ts'
import type { WorkerEvent } from './worker-event.ts'

export interface LauncherDeps {
  /** Ends every run at its deadline and resolves with a result, whatever the probe does. */
  readonly engine: Pick<Engine, 'run'>
  readonly join: Pick<RunJoin, 'claim' | 'record' | 'abandon'>
  readonly location: string
  readonly pacing: Pick<Pacing, 'mayRunMore'>
  readonly confirmAfterMs: (plan: ProbePlan) => number
  readonly clock: SystemClock
  readonly setTimer: SetTimer
  readonly log: Log
  readonly emit: (event: WorkerEvent) => void
  /** Called when a run has a result, which may be long before the result is stored. */
  readonly reported: (plan: ProbePlan) => void
  /** Called for a confirm run that the budget does not allow. */
  readonly skipped: (slot: SkippedSlot) => void
}

/** One run under way. */
export interface RunningRun {
  readonly plan: ProbePlan
  readonly trigger: Trigger
  /** Epoch ms. */
  readonly since: number
}

interface Launch {
  readonly plan: ProbePlan
  readonly trigger: Trigger
  /** Epoch ms. */
  readonly scheduledAt: number
  readonly evidence: boolean
  /** The clock was set back: an earlier run may hold a slot of this time. */
  readonly mayBeTaken?: boolean
}

/** Starts runs and their confirm runs. A probe never has two runs at once; a hanging run holds back no other probe. */
export interface Launcher {
  /** Does nothing while the probe runs, and after `stop`. */
  launch(launch: Launch): void
  runOf(plan: ProbePlan): RunningRun | undefined
  running(): readonly RunningRun[]
  /** Whether a confirm run of the probe waits for its time. */
  awaitsConfirm(plan: ProbePlan): boolean
  /** Why the last run of the probe could not be recorded; undefined where it was. */
  lastError(plan: ProbePlan): string | undefined
  /** Starts nothing more, interrupts what runs, and waits until each run is recorded. */
  stop(): Promise<void>
}

/** Slots are unique: after a clock was set back, a run looks for a free slot up to this many ms later. */
const MOST_SHIFTS = 50

interface State extends LauncherDeps {
  readonly runs: Map<string, RunningRun>
  readonly errors: Map<string, string>
  readonly ending: Set<Promise<void>>
  readonly confirms: ConfirmRuns
  readonly stopping: AbortController
}

export function createLauncher(deps: LauncherDeps): Launcher {
  const state: State = {
    ...{ ...deps, runs: new Map(), errors: new Map(), ending: new Set(), stopping: new AbortController() },
    confirms: createConfirmRuns(deps.clock, deps.setTimer),
  }
  return {
    launch: (from) => launch(state, from),
    runOf: (plan) => state.runs.get(probeId(plan)),
    running: () => [...state.runs.values()],
    awaitsConfirm: (plan) => state.confirms.isWaiting(plan),
    lastError: (plan) => state.errors.get(probeId(plan)),
    async stop() {
      state.stopping.abort()
      state.confirms.cancelAll()
      await Promise.all(state.ending)
    },
  }
}

function launch(state: State, from: Launch): void {
  const { plan, trigger, scheduledAt, evidence, mayBeTaken = false } = from
  const id = probeId(plan)
  if (state.stopping.signal.aborted || state.runs.has(id)) return
  state.confirms.cancel(plan)
  const { target, surface, probe } = plan
  const request = { target, surface, probe, location: state.location, trigger, scheduledAt, evidence }
  const since = state.clock.now()
  state.runs.set(id, { plan, trigger, since })
  state.emit({ type: 'started', plan, trigger, at: since })
  const work = execute(state, plan, request, mayBeTaken).finally(() => {
    state.runs.delete(id)
    state.ending.delete(work)
    state.emit({ type: 'ended', plan })
  })
  state.ending.add(work)
}

async function execute(state: State, plan: ProbePlan, request: RunRequest, mayBeTaken: boolean): Promise<void> {
  const id = probeId(plan)
  try {
    const recorded = await runInFreeSlot(state, plan, request, mayBeTaken ? MOST_SHIFTS : 1)
    state.errors.delete(id)
    // A slot that another process took is reported by that process; this probe is not silent.
    state.reported(plan)
    if (!recorded) return
    state.emit({ type: 'finished', plan, recorded })
    if (recorded.verdict.confirm) confirmSoon(state, plan, recorded.result)
  } catch (error) {
    state.errors.set(id, messageOf(error))
    state.log.error('a run could not be recorded', { probe: id, error: messageOf(error) })
    state.emit({ type: 'broken', plan, error })
  }
}

/** The second run of a wall-clock time is stored one millisecond after the first. */
async function runInFreeSlot(
  state: State,
  plan: ProbePlan,
  request: RunRequest,
  tries: number,
): Promise<Recorded | undefined> {
  for (let shift = 0; shift < tries; shift += 1) {
    const recorded = await runSlot(
      state,
      { ...request, scheduledAt: request.scheduledAt + shift },
      {
        signal: state.stopping.signal,
        reported: () => state.reported(plan),
      },
    )
    if (recorded || state.stopping.signal.aborted) return recorded
  }
  return undefined
}

/**
 * Runs a probe for a slot and records the result; undefined where the slot is taken.
 * @param on.signal interrupts the run, which is recorded all the same
 */
export async function runSlot(
  { engine, join }: Pick<LauncherDeps, 'engine' | 'join'>,
  request: RunRequest,
  on: { readonly signal: AbortSignal; readonly reported?: () => void },
): Promise<Recorded | undefined> {
  const claim = await join.claim(request)
  if (!claim) return undefined
  try {
    const result = await engine.run(request, on.signal)
    on.reported?.()
    return await join.record(claim, result)
  } catch (error) {
    await join.abandon(claim)
    throw error
  }
}

/** The confirm run records evidence when it follows a failure; a scheduled run that comes first takes its place. */
function confirmSoon(state: State, plan: ProbePlan, { outcome }: RunResult): void {
  if (state.stopping.signal.aborted) return
  state.confirms.schedule(plan, state.confirmAfterMs(plan), (scheduledAt) => {
    if (state.pacing.mayRunMore(plan)) {
      const evidence = outcome !== 'passed'
      return launch(state, { plan, trigger: 'confirm', scheduledAt, evidence, mayBeTaken: true })
    }
    const slot = { location: state.location, trigger: 'confirm', scheduledAt, noticedAt: state.clock.now() } as const
    state.skipped(skippedSlot(plan, { reason: 'budget', count: 1, until: scheduledAt }, slot))
  })
}
