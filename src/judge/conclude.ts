import {
  type Evidence,
  type Failure,
  isBroken,
  type JudgedChanges,
  MINUTE,
  type Notice,
  type Transition,
} from '../core/index.ts'
import { plainEvidence } from './evidence.ts'
import { applyToIncident } from './incident.ts'
import type { Change } from './judgement.ts'
import {
  type IncidentMemory,
  isOpen,
  type SurfaceMemory,
  surfaceIn,
  surfaceNames,
  type TargetMemory,
  withSurface,
} from './memory.ts'
import type { Policy } from './policy.ts'
import { type StreamState, type SurfaceState, scopeOf } from './scope.ts'
import { type ShownState, shownState } from './showing.ts'
import type { ConditionChange } from './surface.ts'

/** A surface whose shown state may change. */
export interface JudgedSurface {
  readonly name: string
  readonly change?: ConditionChange | undefined
  /** Why the surface has no data, where a fault of the monitor hides it. */
  readonly failure?: Failure
}

const NO_TRANSITIONS: readonly Transition[] = []

/** Derives the shown states of surfaces from their conditions, with the transitions and the change of the incident. */
export function conclude(
  memory: TargetMemory,
  judged: readonly JudgedSurface[],
  notices: readonly Notice[],
  policy: Policy,
  now: number,
): Change {
  let next = memory
  let transitions: Transition[] | undefined
  for (const judgedSurface of judged) {
    const surface = surfaceIn(next, judgedSurface.name)
    const nextState = shownState(next, surface, judgedSurface.name, policy, now)
    if (nextState.state === surface.state && nextState.measured === surface.measured) continue
    const transition = transitionOf(surface, judgedSurface, nextState, next.target.name, now)
    next = withSurface(
      next,
      judgedSurface.name,
      withShown(surface, nextState, now, transition.evidence.reasons[0] ?? ''),
    )
    transitions ??= []
    transitions.push(transition)
  }
  return concludeIncident(next, { transitions: transitions ?? NO_TRANSITIONS, notices }, policy, now)
}

function concludeIncident(memory: TargetMemory, changes: JudgedChanges, policy: Policy, now: number): Change {
  const { incident: before } = memory
  const { transitions } = changes
  if (transitions.length === 0 && !isFresh(before, now)) return { memory, changes }
  const scope = scopeOf(surfaceStates(memory), streamStates(memory, before.incident?.impactAt ?? 0))
  const incident = applyToIncident(before, transitions, scope, policy, now)
  if (!incident.change) {
    return transitions.length === 0
      ? { memory, changes }
      : { memory: { ...memory, incident: incident.memory }, changes }
  }
  return { memory: { ...memory, incident: incident.memory }, changes: { ...changes, incident: incident.change } }
}

function withShown(
  surface: SurfaceMemory,
  { state, measured }: ShownState,
  since: number,
  reason: string,
): SurfaceMemory {
  const { measured: _, ...rest } = surface
  return measured ? { ...rest, measured, state, since, reason } : { ...rest, state, since, reason }
}

function transitionOf(
  surface: SurfaceMemory,
  { name, change, failure }: JudgedSurface,
  nextState: ShownState,
  target: string,
  now: number,
): Transition {
  const broken = isBroken(nextState.measured ?? nextState.state)
  const cause = broken ? surface.failure : failure
  // An episode that a maintenance window covered counts from the end of the window.
  const began = broken && surface.state !== 'maintenance' ? surface.impactAt : now
  const since = change?.since ?? began ?? now
  return {
    target,
    surface: name,
    at: now,
    from: surface.state,
    to: nextState.state,
    since: Math.min(since, now),
    ...(cause ? { failure: cause } : {}),
    ...(nextState.measured ? { measured: nextState.measured } : {}),
    evidence: change?.evidence ?? shownEvidence(surface, nextState),
  }
}

/** A state that returns after a window or silence keeps its original evidence. `unknown` has no runs as evidence. */
function shownEvidence(surface: SurfaceMemory, { state, why }: ShownState): Evidence {
  if (isBroken(state) && surface.declared) {
    return { ...surface.declared, reasons: [why, ...surface.declared.reasons] }
  }
  return plainEvidence(why, state === 'unknown' ? [] : surface.recent.slice(-3))
}

/** @returns All surfaces of the target with their shown states. */
export function surfaceStates(memory: TargetMemory): readonly SurfaceState[] {
  return [...surfaceNames(memory)].map((surface) => ({ surface, state: surfaceIn(memory, surface).state }))
}

/** For this long after an incident opens, other streams may still narrow its scope, ms. */
const FRESH_MS = 3 * MINUTE

function isFresh(memory: IncidentMemory, now: number): boolean {
  return isOpen(memory) && now - (memory.incident?.openedAt ?? 0) <= FRESH_MS
}

/** @returns Every stream with a run since the impact, and whether its newest run was bad. */
function streamStates(memory: TargetMemory, impactAt: number): readonly StreamState[] {
  const models = new Map(memory.target.probes.map(({ probe, model }) => [probe, model]))
  const states: StreamState[] = []
  for (const [surface, { streams }] of Object.entries(memory.surfaces)) {
    for (const id in streams) {
      const stream = memory.streams.get(id)
      if (!stream || stream.at < impactAt) continue
      const { probe, location, bad } = stream
      const model = models.get(probe)
      states.push(model === undefined ? { surface, probe, location, bad } : { surface, probe, location, bad, model })
    }
  }
  return states
}
