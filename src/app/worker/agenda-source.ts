import {
  type Log,
  messageOf,
  type ProbePlan,
  probeId,
  SECOND,
  type SkippedSlot,
  type SystemClock,
} from '../../core/index.ts'
import {
  type Agenda,
  type ClockJump,
  createAgenda,
  type DueSlot,
  firstRunsOf,
  nextSlot,
  type Pacing,
  phasesOf,
  spacedSlots,
} from '../../schedule/index.ts'
import type { SetTimer } from '../process/timers.ts'
import type { ActiveTime } from './active-time.ts'
import { skippedSlot } from './skipped-slot.ts'
import type { SlotReceiver, SlotSource } from './slot-source.ts'

interface AgendaSourceDeps {
  readonly plans: readonly ProbePlan[]
  readonly location: string
  readonly pacing: Pacing
  readonly clock: SystemClock
  readonly activeTime: Pick<ActiveTime, 'read' | 'onJump'>
  readonly setTimer: SetTimer
  readonly log: Log
  /** Read once, at the start. */
  readonly readLast: () => Promise<LastSlots>
}

/** What happened before the start; epoch ms by probe id. */
export interface LastSlots {
  /** The last slot of each probe that was run or noted as missed. Slots since then are missed. */
  readonly slots: ReadonlyMap<string, number>
  /** When each probe ran last: its spacing counts from there, not from slots that were missed. */
  readonly runs: ReadonlyMap<string, number>
}

/** The agenda is asked at least this often, ms, so that a corrected wall clock moves no slot by more. */
const LONGEST_SLEEP_MS = SECOND
/** Slots that start in one turn, and the time to the next turn where more are due, ms: late slots start no burst. */
const STARTS_PER_TURN = 10
const TURN_MS = 10

interface State extends AgendaSourceDeps {
  readonly phases: ReadonlyMap<string, number>
  receiver: SlotReceiver | undefined
  agenda: Agenda | undefined
  /** Slots up to here may have run before the clock was set back (epoch ms). */
  repeatedUntil: number
  cancelTimer: () => void
  stopped: boolean
}

/** Slots by the schedule of this process. Every probe runs once soon after the start, and then at its cadence. */
export function createAgendaSource(deps: AgendaSourceDeps): SlotSource {
  const state: State = {
    ...{ ...deps, phases: phasesOf(deps.plans), receiver: undefined, agenda: undefined },
    ...{ repeatedUntil: Number.NEGATIVE_INFINITY, cancelTimer: () => {}, stopped: false },
  }
  deps.activeTime.onJump((jump) => follow(state, jump))
  return {
    start: (receiver) => start(state, receiver),
    nextSlot: (plan) => state.agenda?.nextOf(plan, deps.clock.now()),
    stop() {
      state.stopped = true
      state.cancelTimer()
    },
  }
}

async function start(state: State, receiver: SlotReceiver): Promise<void> {
  const last = await state.readLast()
  const now = state.clock.now()
  state.receiver = receiver
  state.repeatedUntil = Math.max(state.repeatedUntil, ...last.slots.values())
  state.agenda = createAgenda({
    ...{ plans: state.plans, phases: state.phases, firstRuns: firstRunsOf(state.plans), now },
    spacing: state.pacing.spacing,
    lastSlots: heldBack(state, last.runs, now),
  })
  const missed = missedSince(state, last.slots, now)
  // Stored before a newer slot is given: a worker that is killed between the two would never note them.
  if (missed.length > 0) await receiver.missed(missed)
  turn(state)
}

function turn(state: State): void {
  const { agenda, receiver, clock, log } = state
  if (state.stopped || !agenda || !receiver) return
  try {
    state.activeTime.read()
    const slots = takeDue(agenda, clock.now())
    const missed = slots.flatMap((slot) => missedBefore(state, slot))
    if (missed.length > 0) void receiver.missed(missed)
    // A stale slot could not have run: the worker was too busy, which is no silence of the probe.
    for (const slot of slots.filter(({ stale }) => !stale)) give(state, receiver, slot)
  } catch (error) {
    log.error('due slots could not be started; the next tick tries again', { error: messageOf(error) })
  }
  const wait = (agenda.wakeAt() ?? Number.POSITIVE_INFINITY) - clock.now()
  state.cancelTimer = state.setTimer(() => turn(state), wait <= 0 ? TURN_MS : Math.min(wait, LONGEST_SLEEP_MS))
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

function give(state: State, receiver: SlotReceiver, { plan, at }: DueSlot): void {
  const next = nextSlot(plan.cadence, state.phases.get(probeId(plan)) ?? 0, at) ?? Number.POSITIVE_INFINITY
  const gapMs = Math.max(next - at, state.pacing.spacing(plan) ?? 0)
  receiver.due({ plan, scheduledAt: at, gapMs, mayBeTaken: at <= state.repeatedUntil })
}

function missedBefore(state: State, { plan, at, stale, missed }: DueSlot): readonly SkippedSlot[] {
  if (stale) {
    const span = { count: 1 + (missed?.count ?? 0), first: missed?.first ?? at, last: at }
    return [missedSlot(state, plan, 'missed', span)]
  }
  return missed ? [missedSlot(state, plan, 'missed', missed)] : []
}

/** Puts the agenda on the new time. The slots that the clock left out are missed: run now, they would be a burst. */
function follow(state: State, jump: ClockJump): void {
  const byMs = jump.now - jump.expected
  state.log.warn(JUMP_TEXT[jump.reason], { byMs })
  if (byMs < 0) state.repeatedUntil = Math.max(state.repeatedUntil, jump.expected)
  const missed = state.agenda?.jump(jump) ?? []
  const slots = missed.map(({ plan, span }) => missedSlot(state, plan, jump.reason, span))
  if (slots.length > 0) void state.receiver?.missed(slots)
}

const JUMP_TEXT = {
  clock_change: 'The system clock was changed. Slots it left out are recorded as missed; no slot runs twice.',
  suspended: 'The machine slept or the process was stopped. Slots of that time are recorded as missed.',
} as const

/** Probes whose spacing leaves no room for a first run: a restart must not spend what is reserved for the day. */
function heldBack({ plans, pacing }: State, lastRuns: ReadonlyMap<string, number>, now: number) {
  const lastSlots = new Map<string, number>()
  for (const plan of plans) {
    const last = lastRuns.get(probeId(plan))
    const spacing = pacing.spacing(plan)
    if (last === undefined || spacing === undefined || last + spacing <= now) continue
    // A last slot in the future was stored before the clock was set back.
    lastSlots.set(probeId(plan), Math.min(last, now))
  }
  return lastSlots
}

function missedSince(state: State, lastSlots: ReadonlyMap<string, number>, now: number): readonly SkippedSlot[] {
  return state.plans.flatMap((plan) => {
    const id = probeId(plan)
    const last = lastSlots.get(id)
    if (last === undefined) return []
    const span = spacedSlots(plan.cadence, state.phases.get(id) ?? 0, state.pacing.spacing(plan), last, now)
    return span ? [missedSlot(state, plan, 'missed', span)] : []
  })
}

function missedSlot(
  { location, clock }: State,
  plan: ProbePlan,
  reason: SkippedSlot['reason'],
  { count, first, last }: { readonly count: number; readonly first: number; readonly last: number },
): SkippedSlot {
  const slot = { location, trigger: 'schedule', scheduledAt: first, noticedAt: clock.now() } as const
  return skippedSlot(plan, { reason, count, until: last }, slot)
}
