import type { Incident, TimelineEntry, Transition } from './incident.ts'
import { surfaceId } from './run.ts'
import { isBroken } from './words.ts'

/** A stretch in which a surface was measured as degraded or down, `[from, to)`, epoch ms. */
interface TroubleStretch {
  readonly surface: string
  readonly from: number
  readonly to: number
}

/**
 * The stretches of trouble within an incident up to `end` (epoch ms), by its timeline. Time between a recovery and a
 * relapse, time under maintenance and time without data do not count. If the timeline lacks the row of the opening, each
 * surface counts from its first bad run to its recovery.
 */
export function troubleStretches(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  end: number,
): readonly TroubleStretch[] {
  const until = Math.min(end, incident.resolvedAt ?? end)
  if (!timeline.some(({ kind }) => kind === 'opened')) {
    return incident.surfaces
      .map(({ surface, since, recoveredAt, retiredAt }) => ({
        ...{ surface, from: since },
        to: Math.min(until, recoveredAt ?? retiredAt ?? until),
      }))
      .filter(({ from, to }) => to > from)
  }
  return incident.surfaces.flatMap((surface) => stretchesOf(surface, timeline, until))
}

function stretchesOf(
  { surface, since }: Incident['surfaces'][number],
  timeline: readonly TimelineEntry[],
  until: number,
): readonly TroubleStretch[] {
  const stretches: TroubleStretch[] = []
  let from: number | undefined
  let first = true
  const close = (to: number) => {
    if (from !== undefined && to > from) stretches.push({ surface, from, to })
    from = undefined
  }
  for (const entry of timeline) {
    if (entry.at > until) break
    if (entry.kind === 'resolved') close(entry.at)
    if (entry.surface !== surface || entry.to === undefined) continue
    if (entry.to !== 'down' && entry.to !== 'degraded') {
      close(entry.at)
      continue
    }
    from ??= first ? Math.min(since, entry.at) : entry.at
    first = false
  }
  close(until)
  return stretches
}

/** Milliseconds covered by at least one of the stretches. */
export function coveredMs(stretches: readonly { readonly from: number; readonly to: number }[]): number {
  let [sum, end] = [0, Number.NEGATIVE_INFINITY]
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return sum
}

/**
 * The stretches of trouble in transitions, in order of time: each from the first bad run to the first good one, or to the
 * moment the state became unknown. Trouble that continues ends at `end` (epoch ms).
 */
export function measuredTrouble(
  transitions: readonly Transition[],
  end: number,
): readonly (TroubleStretch & { readonly target: string })[] {
  const open = new Map<string, Transition>()
  const ended = new Map<string, number>()
  const stretches: (TroubleStretch & { readonly target: string })[] = []
  const close = (id: string, until: number) => {
    const start = open.get(id)
    open.delete(id)
    if (!start) return
    // After a time without data, `since` can lie before the end of the last stretch: count from the transition, not twice.
    const from = start.since < (ended.get(id) ?? start.since) ? start.at : start.since
    const { target, surface } = start
    if (until > from) stretches.push({ target, surface, from, to: until })
    ended.set(id, until)
  }
  for (const transition of transitions.toSorted((a, b) => a.at - b.at)) {
    const id = surfaceId(transition)
    const broken = isBroken(transition.to)
    if (broken && !open.has(id)) open.set(id, transition)
    else if (!broken)
      close(id, transition.to === 'operational' ? Math.min(transition.since, transition.at) : transition.at)
  }
  for (const id of [...open.keys()]) close(id, end)
  return stretches.toSorted((a, b) => a.from - b.from)
}
