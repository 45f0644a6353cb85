import { type ProbePlan, probeId, SECOND, type Skip } from '../core/index.ts'
import { spacedSlots } from './slots.ts'

/** What is known of the past: the newest slot of each probe that was started or skipped (epoch ms), by probe id. */
export type LastSlots = ReadonlyMap<string, number>

export interface DueInput {
  readonly plans: readonly ProbePlan[]
  readonly phases: ReadonlyMap<string, number>
  readonly lastSlots: LastSlots
  /** Ids of probes that have a run under way. */
  readonly running: ReadonlySet<string>
  /** Least time from one start to the next, ms, by probe id, where that is more than the cadence says. */
  readonly spacing: ReadonlyMap<string, number>
  readonly now: number
}

export interface Due {
  readonly starts: readonly { readonly plan: ProbePlan; readonly at: number }[]
  readonly skips: readonly { readonly plan: ProbePlan; readonly at: number; readonly skip: Skip }[]
  readonly lastSlots: LastSlots
}

/**
 * What to start now. Of several slots that went by, only the newest is run, and only while it is fresh; the others
 * are one `missed` skip, so that a machine that slept never runs a burst. Pure.
 */
export function due(input: DueInput): Due {
  const starts: { plan: ProbePlan; at: number }[] = []
  const skips: { plan: ProbePlan; at: number; skip: Skip }[] = []
  const lastSlots = new Map(input.lastSlots)
  for (const plan of input.plans) {
    const id = probeId(plan)
    const last = lastSlots.get(id) ?? input.now
    if (!lastSlots.has(id)) lastSlots.set(id, last)
    // A clock that was set back would otherwise silence the probe until the old time comes round again.
    const after = Math.min(last, input.now)
    const span = spacedSlots(plan.cadence, input.phases.get(id) ?? 0, input.spacing.get(id), after, input.now)
    if (!span) {
      if (after < last) lastSlots.set(id, after)
      continue
    }
    lastSlots.set(id, span.last)
    const runnable = input.now - span.last <= freshMs(plan)
    const missed = runnable ? span.count - 1 : span.count
    if (missed > 0) {
      const until = runnable && span.count > 1 ? span.last - 1 : span.last
      skips.push({ plan, at: span.first, skip: { reason: 'missed', count: missed, until } })
    }
    if (!runnable) continue
    if (input.running.has(id)) {
      skips.push({ plan, at: span.last, skip: { reason: 'overlap', count: 1, until: span.last } })
    } else {
      starts.push({ plan, at: span.last })
    }
  }
  return { starts, skips, lastSlots }
}

/** How late a slot may still be started: half its interval, at most 30 s. */
function freshMs(plan: ProbePlan): number {
  const interval = 'every' in plan.cadence ? plan.cadence.every : 60 * SECOND
  return Math.min(interval / 2, 30 * SECOND)
}

/**
 * Offsets into the interval, whole seconds, by probe id: probes of one interval are spread evenly over it, so that
 * healthy runs rarely overlap and the monitor does not measure its own load.
 */
export function phasesOf(plans: readonly ProbePlan[]): ReadonlyMap<string, number> {
  const phases = new Map<string, number>()
  for (const plan of plans) {
    if ('cron' in plan.cadence) continue
    const { every } = plan.cadence
    const group = plans.filter((other) => 'every' in other.cadence && other.cadence.every === every)
    phases.set(probeId(plan), Math.floor((group.indexOf(plan) * every) / group.length / SECOND) * SECOND)
  }
  return phases
}
