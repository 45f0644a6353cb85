import {
  type Log,
  messageOf,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  type Skip,
  type SystemClock,
  type Trigger,
} from '../../core/index.ts'
import type { Pacing } from '../../schedule/index.ts'
import type { Pipeline, Recorded } from './pipeline.ts'
import type { WorkerEvent } from './worker-event.ts'

export interface LauncherDeps {
  readonly pipeline: Pick<Pipeline, 'execute'>
  readonly location: string
  readonly pacing: Pacing
  readonly confirmAfterMs: (plan: ProbePlan) => number
  readonly clock: SystemClock
  readonly log: Log
  readonly tell: (event: WorkerEvent) => void
  readonly setTimer: (work: () => void, ms: number) => () => void
  /** Called when a run came to a result, before it is stored. */
  readonly reported: (plan: ProbePlan) => void
  readonly skip: (plan: ProbePlan, trigger: Trigger, scheduledAt: number, entry: Skip) => void
}

/** One run under way. */
export interface RunningRun {
  readonly plan: ProbePlan
  readonly trigger: Trigger
  /** Epoch ms. */
  readonly since: number
}

export interface Launch {
  readonly plan: ProbePlan
  readonly trigger: Trigger
  /** Epoch ms. */
  readonly scheduledAt: number
  readonly evidence: boolean
  /** The clock was set back: a slot of this time may be taken by the run of the first time round. */
  readonly mayBeTaken?: boolean
}

/** Starts runs and their confirm runs, never two of one probe at once. */
export interface Launcher {
  /** Does nothing while the probe runs, and after `stop`. */
  launch(launch: Launch): void
  runOf(plan: ProbePlan): RunningRun | undefined
  running(): readonly RunningRun[]
  /** Whether a confirm run of the probe waits for its time. */
  awaitsConfirm(plan: ProbePlan): boolean
  /** Why the last run of the probe could not be recorded; undefined where it could. */
  lastError(plan: ProbePlan): string | undefined
  /** Interrupts what runs and waits until each run is recorded. */
  stop(): Promise<void>
}

/** Times of a second round, after a clock was set back, are looked for this many ms further on. */
const MOST_ROUNDS = 50

export function createLauncher(deps: LauncherDeps): Launcher {
  const running = new Map<string, RunningRun>()
  const confirms = new Map<string, () => void>()
  const errors = new Map<string, string>()
  const ending = new Set<Promise<void>>()
  const stopping = new AbortController()

  function launch(from: Launch): void {
    const { plan, trigger, scheduledAt, evidence } = from
    const id = probeId(plan)
    if (stopping.signal.aborted || running.has(id)) return
    confirms.get(id)?.()
    confirms.delete(id)
    const { target, surface, probe } = plan
    const request = { target, surface, probe, location: deps.location, trigger, scheduledAt, evidence }
    running.set(id, { plan, trigger, since: deps.clock.now() })
    deps.tell({ type: 'started', plan, trigger, at: deps.clock.now() })
    const work = execute(plan, request, from.mayBeTaken === true).finally(() => {
      running.delete(id)
      ending.delete(work)
    })
    ending.add(work)
  }

  async function execute(plan: ProbePlan, request: RunRequest, mayBeTaken: boolean): Promise<void> {
    try {
      const recorded = await inFreeSlot(plan, request, mayBeTaken ? MOST_ROUNDS : 1)
      errors.delete(probeId(plan))
      deps.reported(plan)
      if (!recorded) return
      deps.tell({ type: 'finished', plan, recorded })
      if (recorded.verdict.confirm) confirmSoon(plan, recorded.result)
    } catch (error) {
      errors.set(probeId(plan), messageOf(error))
      deps.log.error('a run could not be recorded', { probe: probeId(plan), error: messageOf(error) })
      deps.tell({ type: 'broken', plan, error })
    }
  }

  /** Slots are unique, so the second run of a wall-clock time is stored a millisecond after the first. */
  async function inFreeSlot(plan: ProbePlan, request: RunRequest, tries: number): Promise<Recorded | undefined> {
    for (let round = 0; round < tries; round += 1) {
      const slot = { ...request, scheduledAt: request.scheduledAt + round }
      const recorded = await deps.pipeline.execute(slot, stopping.signal, () => deps.reported(plan))
      if (recorded || stopping.signal.aborted) return recorded
    }
    return undefined
  }

  /** The confirm run records evidence when it follows a failure; a scheduled run that comes first takes its place. */
  function confirmSoon(plan: ProbePlan, after: RunResult): void {
    if (stopping.signal.aborted) return
    const wait = deps.confirmAfterMs(plan)
    const dueAt = deps.clock.elapsed() + wait
    const start = () => {
      const scheduledAt = deps.clock.now() - Math.max(0, Math.round(deps.clock.elapsed() - dueAt))
      if (deps.pacing.mayRunMore(plan)) {
        return launch({ plan, trigger: 'confirm', scheduledAt, evidence: after.outcome !== 'passed', mayBeTaken: true })
      }
      confirms.delete(probeId(plan))
      deps.skip(plan, 'confirm', scheduledAt, { reason: 'budget', count: 1, until: scheduledAt })
    }
    confirms.set(probeId(plan), deps.setTimer(start, wait))
  }

  return {
    launch,
    runOf: (plan) => running.get(probeId(plan)),
    running: () => [...running.values()],
    awaitsConfirm: (plan) => confirms.has(probeId(plan)),
    lastError: (plan) => errors.get(probeId(plan)),
    async stop() {
      stopping.abort()
      for (const cancel of confirms.values()) cancel()
      await Promise.all(ending)
    },
  }
}
