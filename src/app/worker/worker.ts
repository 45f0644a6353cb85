import { defined, type Log, messageOf, type ProbePlan, type SilentProbe, type SkippedSlot } from '../../core/index.ts'
import { createSilenceWatch, type SilentPlan } from '../../schedule/index.ts'
import type { ActiveTime } from './active-time.ts'
import { createLauncher, type Launcher, type LauncherDeps, type RunningRun } from './launcher.ts'
import type { RunJoin } from './run-join.ts'
import { silenceCause } from './silence-cause.ts'
import { skippedSlot } from './skipped-slot.ts'
import type { Slot, SlotSource } from './slot-source.ts'
import type { WorkerEvent } from './worker-event.ts'

interface WorkerDeps extends Omit<LauncherDeps, 'join' | 'reported' | 'skipped'> {
  readonly source: Omit<SlotSource, 'nextSlot'>
  readonly join: RunJoin
  readonly activeTime: ActiveTime
}

export interface Worker {
  /** Begins to run what the source gives. Resolves when what was missed before is stored. */
  start(): Promise<void>
  running(): readonly RunningRun[]
  /** Probes that did not report although a slot was due and could have run. */
  silent(): readonly SilentProbe[]
  /** Runs a probe out of turn, as far as the budget allows; does nothing while it runs or waits for its confirm run. */
  probeNow(plan: ProbePlan): void
  /** Starts nothing more, interrupts what runs, and waits until each run is recorded. */
  stop(): Promise<void>
}

/** Runs the slots of a source: a probe that still runs skips its slot, and one without a report is silent. */
export function createWorker(deps: WorkerDeps): Worker {
  const { source, activeTime } = deps
  const silence = createSilenceWatch()
  const launcher = createLauncher({
    ...deps,
    reported: (plan) => silence.reported(plan),
    skipped: (slot) => void skip(deps, [slot]),
  })

  function due(slot: Slot): void {
    const { plan, scheduledAt, gapMs, mayBeTaken } = slot
    silence.due(plan, activeTime.read(), gapMs)
    if (launcher.runOf(plan)) return void skip(deps, [overlapping(deps, slot)])
    const evidence = launcher.awaitsConfirm(plan)
    launcher.launch({ plan, trigger: 'schedule', scheduledAt, evidence, mayBeTaken })
  }

  return {
    async start() {
      activeTime.start()
      await source.start({ due, missed: (slots) => skip(deps, slots) })
    },
    running: launcher.running,
    silent: () => silence.silent(activeTime.read()).map((silent) => silentProbe(silent, launcher)),
    probeNow(plan) {
      if (launcher.runOf(plan) || launcher.awaitsConfirm(plan) || !deps.pacing.mayRunMore(plan)) return
      const scheduledAt = deps.clock.now()
      launcher.launch({ plan, trigger: 'confirm', scheduledAt, evidence: false, mayBeTaken: true })
    },
    async stop() {
      source.stop()
      activeTime.stop()
      await launcher.stop()
    },
  }
}

/** A skipped slot: the probe's previous run had not ended. */
function overlapping({ location, clock }: WorkerDeps, { plan, scheduledAt }: Slot): SkippedSlot {
  const slot = { location, trigger: 'schedule', scheduledAt, noticedAt: clock.now() } as const
  return skippedSlot(plan, { reason: 'overlap', count: 1, until: scheduledAt }, slot)
}

/** Stores slots that were not run. Never rejects. */
async function skip(
  { join, emit, log }: { readonly join: RunJoin; readonly emit: (event: WorkerEvent) => void; readonly log: Log },
  slots: readonly SkippedSlot[],
): Promise<void> {
  for (const slot of slots) emit({ type: 'skipped', slot })
  await join.skip(slots).catch((error: unknown) => {
    log.error('skipped slots could not be stored', { slots: slots.length, error: messageOf(error) })
  })
}

function silentProbe({ plan, silentMs }: SilentPlan, launcher: Launcher): SilentProbe {
  const cause = silenceCause(launcher.runOf(plan), launcher.lastError(plan))
  const { target, surface, probe } = plan
  return { target, surface, probe, silentMs, ...defined({ cause }) }
}
