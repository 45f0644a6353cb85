import type { Incident, Notice, TimelineEntry, Transition } from '../core/index.ts'
import { surfaceStates } from './conclude.ts'
import { plainEvidence } from './evidence.ts'
import { afterStop, joinChanges } from './gap.ts'
import { applyToIncident } from './incident.ts'
import { type Change, NO_CHANGES } from './judgement.ts'
import { type NoticeMemory, surfaceIn, type TargetMemory, withSurface } from './memory.ts'
import type { Policy } from './policy.ts'
import { scopeOf } from './scope.ts'

/** Why surfaces have no probe. */
export interface WatchListChange {
  /** Every part of the configuration and every probe was loaded, so a surface without a probe is no longer wanted. */
  readonly complete: boolean
  /** @returns Why a surface has no probe, one sentence. */
  readonly reasonFor: (surface: string) => string
}

/**
 * Applies the probes of a memory (see memoryFor) to the surfaces it holds. A surface without a probe is retired where the
 * list is complete: its episode is deleted, the baselines of its streams stay, its part in an incident ends. Otherwise it
 * is unknown until its next judged run. Closes the notices of removed probes. The worker calls it at startup, so the time
 * without a worker becomes unknown as well. Pure.
 * @param now epoch ms
 */
export function applyWatchList(memory: TargetMemory, change: WatchListChange, policy: Policy, now: number): Change {
  const stopped = afterStop(memory, policy, now)
  const listed = withoutProbes(stopped.memory, change, policy, now)
  return { memory: listed.memory, changes: joinChanges(stopped.changes, listed.changes) }
}

function withoutProbes(memory: TargetMemory, change: WatchListChange, policy: Policy, now: number): Change {
  const watched = new Set(memory.target.probes.map(({ surface }) => surface))
  let next = memory
  const transitions: Transition[] = []
  for (const name of Object.keys(memory.surfaces)) {
    if (watched.has(name)) continue
    const surface = surfaceIn(memory, name)
    const reason = change.reasonFor(name)
    if (change.complete) next = withoutSurface(next, name)
    else if (surface.unseen === reason) continue
    else next = withSurface(next, name, { ...surface, state: 'unknown', since: now, reason, unseen: reason })
    transitions.push({
      ...{ target: memory.target.name, surface: name, at: now, since: now, from: surface.state, to: 'unknown' },
      ...(change.complete ? { retired: true } : {}),
      evidence: plainEvidence(reason),
    })
  }
  const closed = change.complete ? closeUnwatched(next, now) : { notices: [], memory: next.notices }
  next = { ...next, notices: closed.memory }
  const incident = applyToIncident(next.incident, transitions, scopeOf(surfaceStates(next)), policy, now)
  return {
    memory: { ...next, incident: incident.memory },
    changes: { transitions, notices: closed.notices, ...(incident.change ? { incident: incident.change } : {}) },
  }
}

function withoutSurface(memory: TargetMemory, name: string): TargetMemory {
  const { [name]: _surface, ...surfaces } = memory.surfaces
  const { [name]: _watch, ...watches } = memory.watches
  return { ...memory, surfaces, watches }
}

/** Closes the notices of probes that are not watched. */
function closeUnwatched(
  { notices, target }: TargetMemory,
  now: number,
): { readonly memory: NoticeMemory; readonly notices: readonly Notice[] } {
  const probes = new Set(target.probes.map(({ probe }) => probe))
  const closing = Object.values(notices.open).filter(({ probe }) => probe !== '' && !probes.has(probe))
  if (closing.length === 0) return { memory: notices, notices: [] }
  const open = Object.fromEntries(Object.entries(notices.open).filter(([, notice]) => !closing.includes(notice)))
  const closed = closing.map((notice) => ({
    ...notice,
    at: now,
    open: false,
    text: `no longer watched: ${notice.text}`,
    ended: 'unwatched' as const,
  }))
  return { memory: { ...notices, open }, notices: closed }
}

/**
 * Closes an incident by hand; `why` is a sentence for its timeline. The states of its surfaces stay as they are. Pure.
 * @param now epoch ms
 */
export function closeIncident(memory: TargetMemory, incident: Incident, why: string, now: number): Change {
  const closed: Incident = { ...incident, resolvedAt: Math.max(now, incident.openedAt), closed: `by hand: ${why}` }
  const entries: readonly TimelineEntry[] = [{ at: now, kind: 'resolved', text: `closed by hand: ${why}` }]
  const isRemembered = memory.incident.incident?.name === incident.name
  return {
    memory: isRemembered ? { ...memory, incident: { ...memory.incident, incident: closed } } : memory,
    changes: { ...NO_CHANGES, incident: { incident: closed, entries } },
  }
}
