import { type ProbePlan, probeId, SECOND } from '../core/index.ts'
import type { ClockJump } from './clock-watch.ts'
import { nextSlot, type SlotSpan, spacedSlots } from './slots.ts'

/** Least time between two starts of a probe, ms, where that is more than its cadence; undefined elsewhere. */
export type Spacing = (plan: ProbePlan) => number | undefined

/** A slot that is due. */
export interface DueSlot {
  readonly plan: ProbePlan
  /** The newest slot that is due (epoch ms). */
  readonly at: number
  /** It is too old to be run. */
  readonly stale: boolean
  /** Older slots that nobody ran. */
  readonly missed?: SlotSpan
}

/** Slots of one probe that nobody ran. */
export interface MissedSlots {
  readonly plan: ProbePlan
  readonly span: SlotSpan
}

/** The slots to come, the next one first. Work per slot does not grow with the number of probes. */
export interface Agenda {
  /** The next wake-up (epoch ms). */
  wakeAt(): number | undefined
  /** The next slot of a probe after `now`, as its spacing allows. */
  nextOf(plan: ProbePlan, now: number): number | undefined
  /**
   * The slot of the probe that was due first; undefined where none is due. Of several slots of one probe that went by,
   * only the newest is due, and only while it is fresh; so a burst never follows a pause.
   */
  take(now: number): DueSlot | undefined
  /** Goes on at another time; gives the slots that the clock left out. None of them is run: they would come as a burst. */
  jump(jump: ClockJump): readonly MissedSlots[]
}

export interface AgendaOptions {
  readonly plans: readonly ProbePlan[]
  readonly phases: ReadonlyMap<string, number>
  /** First runs after a start, ms from `now`, by probe id. */
  readonly firstRuns: ReadonlyMap<string, number>
  /** The last slot of each probe (epoch ms), where its spacing leaves no room for a first run. */
  readonly held: ReadonlyMap<string, number>
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

export function createAgenda({ plans, phases, firstRuns, held, spacing, now }: AgendaOptions): Agenda {
  const spread = Math.max(0, ...firstRuns.values())
  const entries = new Map<string, Entry>()
  /** Latest first, so that the next one is taken from the end. */
  const queue: Entry[] = []
  for (const plan of plans) {
    const entry = firstEntry(plan)
    entries.set(probeId(plan), entry)
    enqueue(entry)
  }

  function firstEntry(plan: ProbePlan): Entry {
    const id = probeId(plan)
    const phaseMs = phases.get(id) ?? 0
    const next = nextSlot(plan.cadence, phaseMs, now) ?? Number.POSITIVE_INFINITY
    const last = held.get(id)
    const slot = { plan, phaseMs, last: last ?? now, from: now, wakeAt: next, first: false }
    if (last !== undefined || next <= now + spread) return slot
    return { ...slot, wakeAt: now + (firstRuns.get(id) ?? 0), first: true }
  }

  function enqueue(entry: Entry): void {
    if (!Number.isFinite(entry.wakeAt)) return
    let [low, high] = [0, queue.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((queue[middle] as Entry).wakeAt > entry.wakeAt) low = middle + 1
      else high = middle
    }
    queue.splice(low, 0, entry)
  }

  /** Puts a probe on its next slot after `at`. */
  function advance(entry: Entry, at: number): void {
    entry.first = false
    entry.wakeAt = nextSlot(entry.plan.cadence, entry.phaseMs, Math.max(at, entry.from)) ?? Number.POSITIVE_INFINITY
  }

  /** The slots since the last one that count. */
  function slotsOf(entry: Entry, until: number): SlotSpan | undefined {
    const { plan, phaseMs, last, from } = entry
    const ms = spacing(plan)
    return spacedSlots(plan.cadence, phaseMs, ms, ms === undefined ? Math.max(last, from) : last, until)
  }

  function dueSlot(entry: Entry, at: number): DueSlot | undefined {
    const { plan } = entry
    if (entry.first) {
      const due = { plan, at: entry.wakeAt, stale: false }
      entry.last = due.at
      entry.from = due.at + ('every' in plan.cadence ? plan.cadence.every * FIRST_RUN_SHARE : 0)
      return due
    }
    const span = slotsOf(entry, at)
    if (!span) {
      // Spacing passes this slot over: it is not missed, also where the spacing ends before the next one.
      entry.from = Math.max(entry.from, at)
      return undefined
    }
    entry.last = span.last
    const older = { count: span.count - 1, first: span.first, last: span.last - 1 }
    return { plan, at: span.last, stale: at - span.last > freshMs(plan), ...(older.count > 0 ? { missed: older } : {}) }
  }

  return {
    wakeAt: () => queue.at(-1)?.wakeAt,
    nextOf(plan, at) {
      const entry = entries.get(probeId(plan))
      if (!entry || !Number.isFinite(entry.wakeAt)) return undefined
      const ms = spacing(plan)
      if (entry.first || ms === undefined) return entry.wakeAt
      return nextSlot(plan.cadence, entry.phaseMs, Math.max(at, entry.last + ms - 1))
    },
    take(at) {
      for (let entry = queue.at(-1); entry && entry.wakeAt <= at; entry = queue.at(-1)) {
        queue.pop()
        const due = dueSlot(entry, at)
        advance(entry, at)
        enqueue(entry)
        if (due) return due
      }
      return undefined
    },
    jump({ expected, now: at }) {
      const missed: MissedSlots[] = []
      queue.length = 0
      for (const entry of entries.values()) {
        const span = entry.first ? undefined : slotsOf(entry, at)
        if (span) missed.push({ plan: entry.plan, span })
        entry.last = span?.last ?? Math.min(entry.last, at)
        entry.from = Math.min(entry.from, at)
        if (entry.first) entry.wakeAt += at - expected
        else advance(entry, at)
        enqueue(entry)
      }
      return missed
    },
  }
}

/** How late a slot may still be started, ms: half its interval, at most 30 s. */
function freshMs({ cadence }: ProbePlan): number {
  return 'every' in cadence ? Math.min(cadence.every / 2, 30 * SECOND) : 30 * SECOND
}
