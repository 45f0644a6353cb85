import { type ProbePlan, probeId, SECOND } from '../core/index.ts'
import type { ClockJump } from './clock-watch.ts'
import { nextSlot, type SlotSpan, spacedSlots } from './slots.ts'

/** Least time between two starts of a probe, ms, where that is more than its cadence; undefined elsewhere. */
type Spacing = (plan: ProbePlan) => number | undefined

/** A slot that is due. */
export interface DueSlot {
  readonly plan: ProbePlan
  /** The newest slot that is due (epoch ms). */
  readonly at: number
  /** It is too old to be run. */
  readonly stale: boolean
  /** Older slots of the probe that were not run. */
  readonly missed?: SlotSpan
}

/** Slots of one probe that were not run. */
interface MissedSlots {
  readonly plan: ProbePlan
  readonly span: SlotSpan
}

/** The future slots, the next one first. Work per slot does not grow with the number of probes. */
export interface Agenda {
  /** The next wake-up (epoch ms). */
  wakeAt(): number | undefined
  /** The next slot of a probe after `now`, as its spacing allows. */
  nextOf(plan: ProbePlan, now: number): number | undefined
  /**
   * The slot of the probe that was due first; undefined where none is due. Of several missed slots of one probe,
   * only the newest is due, and only while it is fresh: no burst follows a pause.
   */
  take(now: number): DueSlot | undefined
  /** Goes on at another time. @returns the slots that the clock left out; none of them is run, as a burst would be */
  jump(jump: ClockJump): readonly MissedSlots[]
}

export interface AgendaOptions {
  readonly plans: readonly ProbePlan[]
  readonly phases: ReadonlyMap<string, number>
  /** First runs after a start, ms from `now`, by probe id. */
  readonly firstRuns: ReadonlyMap<string, number>
  /** The last slot of each probe (epoch ms), where its spacing leaves no room for a first run. */
  readonly lastSlots: ReadonlyMap<string, number>
  readonly spacing: Spacing
  readonly now: number
}

interface Entry {
  readonly plan: ProbePlan
  readonly phaseMs: number
  /** The last slot that was run or missed (epoch ms). */
  last: number
  /** Slots up to here do not count: the first run took their place, or spacing passed them over (epoch ms). */
  from: number
  wakeAt: number
  first: boolean
}

/** Of an interval, what must lie between a first run and the slot after it. */
const FIRST_RUN_SHARE = 0.25

interface State extends Pick<AgendaOptions, 'spacing'> {
  /** By probe id. */
  readonly entries: ReadonlyMap<string, Entry>
  /** Latest first, so that the next one is taken from the end. */
  readonly queue: Entry[]
}

export function createAgenda(options: AgendaOptions): Agenda {
  const { plans, spacing } = options
  const spreadMs = Math.max(0, ...options.firstRuns.values())
  const entries = new Map(plans.map((plan) => [probeId(plan), firstEntry(options, plan, spreadMs)]))
  const state: State = { spacing, entries, queue: [] }
  for (const entry of entries.values()) enqueue(state.queue, entry)
  return {
    wakeAt: () => state.queue.at(-1)?.wakeAt,
    nextOf: (plan, at) => nextOf(state, plan, at),
    take: (at) => takeDue(state, at),
    jump: (jump) => jumpTo(state, jump),
  }
}

/** A probe makes a first run soon after `now`, unless a slot of its own comes by then or its spacing leaves no room. */
function firstEntry({ phases, firstRuns, lastSlots, now }: AgendaOptions, plan: ProbePlan, spreadMs: number): Entry {
  const id = probeId(plan)
  const phaseMs = phases.get(id) ?? 0
  const next = nextSlot(plan.cadence, phaseMs, now) ?? Number.POSITIVE_INFINITY
  const last = lastSlots.get(id)
  const slot = { plan, phaseMs, last: last ?? now, from: now, wakeAt: next, first: false }
  if (last !== undefined || next <= now + spreadMs) return slot
  return { ...slot, wakeAt: now + (firstRuns.get(id) ?? 0), first: true }
}

/** Inserts by binary search. */
function enqueue(queue: Entry[], entry: Entry): void {
  if (!Number.isFinite(entry.wakeAt)) return
  let [low, high] = [0, queue.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((queue[middle] as Entry).wakeAt > entry.wakeAt) low = middle + 1
    else high = middle
  }
  queue.splice(low, 0, entry)
}

function nextOf({ entries, spacing }: State, plan: ProbePlan, at: number): number | undefined {
  const entry = entries.get(probeId(plan))
  if (!entry || !Number.isFinite(entry.wakeAt)) return undefined
  const ms = spacing(plan)
  if (entry.first || ms === undefined) return entry.wakeAt
  return nextSlot(plan.cadence, entry.phaseMs, Math.max(at, entry.last + ms - 1))
}

function takeDue(state: State, at: number): DueSlot | undefined {
  const { queue } = state
  for (let entry = queue.at(-1); entry && entry.wakeAt <= at; entry = queue.at(-1)) {
    queue.pop()
    const due = entry.first ? firstRun(entry) : dueSlot(state, entry, at)
    advance(entry, at)
    enqueue(queue, entry)
    if (due) return due
  }
  return undefined
}

function firstRun(entry: Entry): DueSlot {
  const { plan, wakeAt } = entry
  entry.last = wakeAt
  entry.from = wakeAt + ('every' in plan.cadence ? plan.cadence.every * FIRST_RUN_SHARE : 0)
  return { plan, at: wakeAt, stale: false }
}

function dueSlot(state: State, entry: Entry, at: number): DueSlot | undefined {
  const { plan } = entry
  const span = slotsOf(state, entry, at)
  if (!span) {
    // Spacing passes this slot over: it is not missed, also where the spacing ends before the next one.
    entry.from = Math.max(entry.from, at)
    return undefined
  }
  entry.last = span.last
  const older = { count: span.count - 1, first: span.first, last: span.last - 1 }
  return { plan, at: span.last, stale: at - span.last > freshMs(plan), ...(older.count > 0 ? { missed: older } : {}) }
}

/** The slots since the last one that count. */
function slotsOf({ spacing }: State, { plan, phaseMs, last, from }: Entry, until: number): SlotSpan | undefined {
  const ms = spacing(plan)
  return spacedSlots(plan.cadence, phaseMs, ms, ms === undefined ? Math.max(last, from) : last, until)
}

/** Puts a probe on its next slot after `at`. */
function advance(entry: Entry, at: number): void {
  entry.first = false
  entry.wakeAt = nextSlot(entry.plan.cadence, entry.phaseMs, Math.max(at, entry.from)) ?? Number.POSITIVE_INFINITY
}

function jumpTo(state: State, { expected, now: at }: ClockJump): readonly MissedSlots[] {
  const missed: MissedSlots[] = []
  state.queue.length = 0
  for (const entry of state.entries.values()) {
    const span = entry.first ? undefined : slotsOf(state, entry, at)
    if (span) missed.push({ plan: entry.plan, span })
    entry.last = span?.last ?? Math.min(entry.last, at)
    entry.from = Math.min(entry.from, at)
    if (entry.first) entry.wakeAt += at - expected
    else advance(entry, at)
    enqueue(state.queue, entry)
  }
  return missed
}

/** How late a slot may still be started, ms: half its interval, at most 30 s. */
function freshMs({ cadence }: ProbePlan): number {
  return 'every' in cadence ? Math.min(cadence.every / 2, 30 * SECOND) : 30 * SECOND
}
