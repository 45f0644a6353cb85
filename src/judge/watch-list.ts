import type { Incident, JudgeMemory, Notice, TimelineEntry, Transition, Verdict } from '../core/index.ts'
import { surfaceStates } from './conclude.ts'
import { plainEvidence } from './evidence.ts'
import { afterStop, joinVerdicts } from './gap.ts'
import { applyToIncident } from './incident.ts'
import type { Judgement } from './judge.ts'
import { incidentIn, noticesIn, SLICE, surfaceIn, surfaceKey, surfacesIn, targetIn, withSlices } from './memory.ts'
import type { Policy } from './policy.ts'
import { scopeOf } from './scope.ts'

/** What became of surfaces that no probe watches. */
export interface WatchListChange {
  /** Every part of the configuration and every probe was loaded, so that what is not watched is not wanted any more. */
  readonly complete: boolean
  /** Why a surface is not watched, one sentence. */
  readonly reasonFor: (surface: string) => string
}

/**
 * Applies the probes of a memory (see memoryFor) to the surfaces it holds. A surface that no probe watches is retired where
 * the list is complete: its trouble is forgotten, what is usual of its probes is kept, its part in an incident ends. Else
 * it is unknown until a run of it is judged. Notices of probes that are gone are closed. Called when a worker starts, so
 * that the time without one becomes unknown as well. Pure.
 */
export function applyWatchList(memory: JudgeMemory, change: WatchListChange, policy: Policy, now: number): Judgement {
  const stopped = afterStop(memory, policy, now)
  const listed = withoutProbes(stopped.memory, change, policy, now)
  return { memory: listed.memory, verdict: joinVerdicts(stopped.verdict, listed.verdict) }
}

function withoutProbes(memory: JudgeMemory, change: WatchListChange, policy: Policy, now: number): Judgement {
  const target = targetIn(memory)
  const watched = new Set(target?.probes.map(({ surface }) => surface))
  let next = memory
  const transitions: Transition[] = []
  for (const name of surfacesIn(memory)) {
    if (watched.has(name)) continue
    const surface = surfaceIn(memory, name)
    const reason = change.reasonFor(name)
    const keys = surfaceKey(name)
    if (change.complete) next = withoutSlices(next, [keys.surface, keys.watch])
    else if (surface.unseen === reason) continue
    else
      next = withSlices(next, { [keys.surface]: { ...surface, state: 'unknown', since: now, reason, unseen: reason } })
    transitions.push({
      ...{ target: target?.name ?? '', surface: name, at: now, since: now, from: surface.state, to: 'unknown' },
      ...(change.complete ? { retired: true } : {}),
      evidence: plainEvidence(reason, []),
    })
  }
  const { notices, memory: kept } = change.complete ? closeNotices(next, now) : { notices: [], memory: next }
  const scope = scopeOf(surfaceStates(kept))
  const incident = applyToIncident(incidentIn(kept), transitions, scope, policy, now)
  const verdict: Verdict = {
    ...NO_VERDICT,
    transitions,
    notices,
    ...(incident.change ? { incident: incident.change } : {}),
  }
  return { memory: withSlices(kept, { [SLICE.incident]: incident.memory }), verdict }
}

function withoutSlices(memory: JudgeMemory, keys: readonly string[]): JudgeMemory {
  return Object.fromEntries(Object.entries(memory).filter(([key]) => !keys.includes(key)))
}

const NO_VERDICT: Verdict = { outcome: 'passed', confirm: false, transitions: [], notices: [] }

/** Closes the notices about probes that are not watched. */
function closeNotices(
  memory: JudgeMemory,
  now: number,
): { readonly memory: JudgeMemory; readonly notices: readonly Notice[] } {
  const { open, first } = noticesIn(memory)
  const probes = new Set(targetIn(memory)?.probes.map(({ probe }) => probe))
  const closing = Object.values(open).filter(({ probe }) => probe !== '' && !probes.has(probe))
  if (closing.length === 0) return { memory, notices: [] }
  const kept = Object.fromEntries(Object.entries(open).filter(([, notice]) => !closing.includes(notice)))
  const notices = closing.map((notice) => ({
    ...notice,
    at: now,
    open: false,
    text: `no longer watched: ${notice.text}`,
    ended: 'unwatched' as const,
  }))
  return { memory: withSlices(memory, { [SLICE.notices]: { open: kept, first } }), notices }
}

/** Closes an incident by hand; `why` is a sentence for its timeline. The states of its surfaces stay as they are. Pure. */
export function closeIncident(memory: JudgeMemory, incident: Incident, why: string, now: number): Judgement {
  const closed: Incident = { ...incident, resolvedAt: Math.max(now, incident.openedAt), closed: `by hand: ${why}` }
  const entries: readonly TimelineEntry[] = [{ at: now, kind: 'resolved', text: `closed by hand: ${why}` }]
  const known = incidentIn(memory)
  const own = known.incident?.name === incident.name
  return {
    memory: own ? withSlices(memory, { [SLICE.incident]: { ...known, incident: closed } }) : memory,
    verdict: { ...NO_VERDICT, incident: { incident: closed, entries } },
  }
}
