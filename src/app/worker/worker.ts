import {
  defined,
  type Log,
  messageOf,
  type ProbePlan,
  probeId,
  SECOND,
  type SilentProbe,
  type Skip,
  type SkippedSlot,
  type SystemClock,
  type Trigger,
} from '../../core/index.ts'
import type { Pacing } from '../../schedule/index.ts'
import {
  type Agenda,
  type ClockJump,
  type ClockReading,
  clockStep,
  createAgenda,
  createSilenceWatch,
  type DueSlot,
  firstRunsOf,
  nextSlot,
  phasesOf,
  spacedSlots,
} from '../../schedule/index.ts'
import { createLauncher, type Launcher, type RunningRun } from './launcher.ts'
import type { Pipeline } from './pipeline.ts'
import { silenceCause } from './silence-cause.ts'
import type { WorkerEvent } from './worker-event.ts'

export type { RunningRun } from './launcher.ts'
export type { WorkerEvent } from './worker-event.ts'

export interface WorkerDeps {
  readonly plans: readonly ProbePlan[]
  readonly pipeline: Pipeline
  readonly location: string
  readonly pacing: Pacing
  readonly confirmAfterMs: (plan: ProbePlan) => number
  readonly clock: SystemClock
  readonly log: Log
  readonly tell: (event: WorkerEvent) => void
  /** Calls `work` once after `ms` of the monotonic clock, unless cancelled before. */
  readonly setTimer: (work: () => void, ms: number) => () => void
}

export interface Worker {
  /**
   * Starts every probe once, spread over at most its interval, and then on schedule. Slots that went by since
   * `lastSlots` (epoch ms, by probe id) are noted as missed.
   * @param lastRuns when each probe ran last (epoch ms): its spacing counts from there, not from slots that were missed
   */
  begin(lastSlots: ReadonlyMap<string, number>, lastRuns?: ReadonlyMap<string, number>): void
  running(): readonly RunningRun[]
  runOf(plan: ProbePlan): RunningRun | undefined
  nextSlot(plan: ProbePlan): number | undefined
  /** Probes that did not report although a slot was due and could have run. */
  silent(): readonly SilentProbe[]
  /** Starts nothing more, interrupts what runs, and waits until each run is recorded. */
  stop(): Promise<void>
}

/** The clocks are read at least this often, ms: a jump is noticed within it. */
const LONGEST_SLEEP_MS = SECOND
/** Slots that are started in one turn, and the time to the next turn where more are due, ms: late slots are no burst. */
const STARTS_PER_TURN = 10
const TURN_MS = 10

/** Decides what to run and when: due slots, confirm runs, never two runs of one probe at once. */
export function createWorker(deps: WorkerDeps): Worker {
  const phases = phasesOf(deps.plans)
  const silence = createSilenceWatch()
  const launcher = createLauncher({
    ...deps,
    reported: (plan) => silence.reported(plan),
    skip: (...slot) => void noteSkips(deps, [skipOf(deps, ...slot)]),
  })
  let agenda: Agenda | undefined
  let reading = readClocks(deps.clock)
  let activeMs = 0
  /** Slots up to here may have run before the clock was set back (epoch ms). */
  let repeatedUntil = Number.NEGATIVE_INFINITY
  let cancelTimer = () => {}
  let stopped = false

  function observeClocks(): void {
    const next = readClocks(deps.clock)
    const step = clockStep(reading, next)
    reading = next
    activeMs += step.activeMs
    if (step.jump) follow(step.jump)
  }

  function follow(jump: ClockJump): void {
    const byMs = jump.now - jump.expected
    deps.log.warn(JUMP_WORDS[jump.reason], { byMs })
    if (byMs < 0) repeatedUntil = Math.max(repeatedUntil, jump.expected)
    const missed = agenda?.jump(jump) ?? []
    const { reason } = jump
    void noteSkips(
      deps,
      missed.map(({ plan, span: { count, first, last } }) =>
        skipOf(deps, plan, 'schedule', first, { reason, count, until: last }),
      ),
    )
  }

  function turn(): void {
    if (stopped || !agenda) return
    try {
      observeClocks()
      const due = takeDue(agenda, deps.clock.now())
      void noteSkips(deps, due.flatMap(skipsOf))
      for (const slot of due) start(slot)
    } catch (error) {
      deps.log.error('the schedule stumbled; it goes on', { error: messageOf(error) })
    }
    const wait = (agenda.wakeAt() ?? Number.POSITIVE_INFINITY) - deps.clock.now()
    cancelTimer = deps.setTimer(turn, wait <= 0 ? TURN_MS : Math.min(wait, LONGEST_SLEEP_MS))
  }

  function skipsOf(slot: DueSlot): readonly SkippedSlot[] {
    const { plan, at, stale, missed } = slot
    const skips: SkippedSlot[] = []
    const note = (scheduledAt: number, skip: Skip) => skips.push(skipOf(deps, plan, 'schedule', scheduledAt, skip))
    if (stale) note(missed?.first ?? at, { reason: 'missed', count: 1 + (missed?.count ?? 0), until: at })
    else if (missed) note(missed.first, { reason: 'missed', count: missed.count, until: missed.last })
    if (!stale && launcher.runOf(plan)) note(at, { reason: 'overlap', count: 1, until: at })
    return skips
  }

  function start({ plan, at, stale }: DueSlot): void {
    // A slot that came too late could not have run: the worker is too busy, which is no silence of the probe.
    if (stale) return
    const next = nextSlot(plan.cadence, phases.get(probeId(plan)) ?? 0, at) ?? Number.POSITIVE_INFINITY
    silence.due(plan, activeMs, Math.max(next - at, deps.pacing.spacing(plan) ?? 0))
    if (launcher.runOf(plan)) return
    const evidence = launcher.awaitsConfirm(plan)
    launcher.launch({ plan, trigger: 'schedule', scheduledAt: at, evidence, mayBeTaken: at <= repeatedUntil })
  }

  return {
    begin(lastSlots, lastRuns = lastSlots) {
      const now = deps.clock.now()
      reading = readClocks(deps.clock)
      repeatedUntil = Math.max(repeatedUntil, ...lastSlots.values())
      const { spacing } = deps.pacing
      agenda = createAgenda({
        ...{ plans: deps.plans, phases, firstRuns: firstRunsOf(deps.plans), spacing, now },
        held: heldBack(deps, lastRuns, now),
      })
      const missed = missedSince(deps, phases, lastSlots, now)
      // Noted before a newer slot is taken: a worker that is killed between the two would never note them.
      if (missed.length === 0) turn()
      else void noteSkips(deps, missed).then(turn)
    },
    running: launcher.running,
    runOf: launcher.runOf,
    nextSlot: (plan) => agenda?.nextOf(plan, deps.clock.now()),
    silent() {
      observeClocks()
      return silence.silent(activeMs).map(({ plan, silentMs }) => silentProbe(plan, silentMs, launcher))
    },
    async stop() {
      stopped = true
      cancelTimer()
      await launcher.stop()
    },
  }
}

const JUMP_WORDS = {
  clock_change: 'the clock was set: slots that it left out are missed, and none is run twice',
  suspended: 'the machine slept or the worker was stopped: the slots of that time are missed',
} as const

function readClocks(clock: SystemClock): ClockReading {
  return { now: clock.now(), elapsed: clock.elapsed(), uptime: clock.uptime() }
}

function takeDue(agenda: Agenda, now: number): readonly DueSlot[] {
  const due: DueSlot[] = []
  while (due.length < STARTS_PER_TURN) {
    const slot = agenda.take(now)
    if (!slot) break
    due.push(slot)
  }
  return due
}

/** A start is no reason to spend what is kept back for the rest of the day. */
function heldBack(
  { plans, pacing }: WorkerDeps,
  lastRuns: ReadonlyMap<string, number>,
  now: number,
): ReadonlyMap<string, number> {
  const held = new Map<string, number>()
  for (const plan of plans) {
    const last = lastRuns.get(probeId(plan))
    const spacing = pacing.spacing(plan)
    if (last === undefined || spacing === undefined || last + spacing <= now) continue
    // A last slot in the future is one of a clock that was set back since.
    held.set(probeId(plan), Math.min(last, now))
  }
  return held
}

function missedSince(
  deps: WorkerDeps,
  phases: ReadonlyMap<string, number>,
  lastSlots: ReadonlyMap<string, number>,
  now: number,
): readonly SkippedSlot[] {
  return deps.plans.flatMap((plan) => {
    const last = lastSlots.get(probeId(plan))
    if (last === undefined) return []
    const span = spacedSlots(plan.cadence, phases.get(probeId(plan)) ?? 0, deps.pacing.spacing(plan), last, now)
    if (!span) return []
    return [skipOf(deps, plan, 'schedule', span.first, { reason: 'missed', count: span.count, until: span.last })]
  })
}

function skipOf(deps: WorkerDeps, plan: ProbePlan, trigger: Trigger, scheduledAt: number, skip: Skip): SkippedSlot {
  const { target, surface, probe } = plan
  return { target, surface, probe, location: deps.location, trigger, scheduledAt, noticedAt: deps.clock.now(), ...skip }
}

/** Stores slots that were not run. Never rejects. */
async function noteSkips({ pipeline, plans, tell, log }: WorkerDeps, skips: readonly SkippedSlot[]): Promise<void> {
  if (skips.length === 0) return
  const planOf = new Map(plans.map((plan) => [probeId(plan), plan]))
  for (const slot of skips) {
    const plan = planOf.get(probeId(slot))
    const { reason, count, until } = slot
    if (plan) tell({ type: 'skipped', plan, skip: { reason, count, until } })
  }
  await pipeline.skip(skips).catch((error: unknown) => {
    log.error('skipped slots could not be noted', { slots: skips.length, error: messageOf(error) })
  })
}

function silentProbe(plan: ProbePlan, silentMs: number, launcher: Launcher): SilentProbe {
  const cause = silenceCause(launcher.runOf(plan), launcher.lastError(plan))
  const { target, surface, probe } = plan
  return { target, surface, probe, silentMs, ...defined({ cause }) }
}
