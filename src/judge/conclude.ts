import {
  type Evidence,
  type Failure,
  isBroken,
  type JudgeMemory,
  MINUTE,
  type Transition,
  type Verdict,
} from '../core/index.ts'
import { plainEvidence } from './evidence.ts'
import { applyToIncident } from './incident.ts'
import {
  type IncidentMemory,
  incidentIn,
  SLICE,
  type SurfaceMemory,
  streamIn,
  surfaceIn,
  surfaceKey,
  surfacesIn,
  targetIn,
  withSlices,
} from './memory.ts'
import type { Policy } from './policy.ts'
import { type StreamState, type SurfaceState, scopeOf } from './scope.ts'
import { type ShownState, shownState } from './showing.ts'
import type { ConditionChange } from './surface.ts'

/** A surface that may be shown in another state now. */
export interface JudgedSurface {
  readonly name: string
  readonly change?: ConditionChange | undefined
  /** Why nothing can be said, where our own trouble hides the surface. */
  readonly failure?: Failure
}

/** Turns what is held true now into states as shown, their transitions, and what these do to the incident. */
export function conclude(
  memory: JudgeMemory,
  judged: readonly JudgedSurface[],
  verdict: Verdict,
  policy: Policy,
  now: number,
): { readonly memory: JudgeMemory; readonly verdict: Verdict } {
  let next = memory
  let transitions: Transition[] | undefined
  for (const one of judged) {
    const surface = surfaceIn(next, one.name)
    const shown = shownState(next, surface, one.name, policy, now)
    if (shown.state === surface.state && shown.measured === surface.measured) continue
    const transition = transitionOf(surface, one, shown, targetIn(next)?.name ?? '', now)
    const reason = transition.evidence.reasons[0] ?? ''
    next = withSlices(next, { [surfaceKey(one.name).surface]: stored(surface, shown, now, reason) })
    transitions ??= []
    transitions.push(transition)
  }
  const known = incidentIn(next)
  if (!transitions && !isFresh(known, now)) return { memory: next, verdict }
  const scope = scopeOf(surfaceStates(next), streamStates(next, known.incident?.impactAt ?? 0))
  const incident = applyToIncident(known, transitions ?? [], scope, policy, now)
  if (!transitions && !incident.change) return { memory: next, verdict }
  return {
    memory: withSlices(next, { [SLICE.incident]: incident.memory }),
    verdict: { ...verdict, transitions: transitions ?? [], ...(incident.change ? { incident: incident.change } : {}) },
  }
}

function stored(surface: SurfaceMemory, { state, measured }: ShownState, since: number, reason: string): SurfaceMemory {
  const { measured: _, ...rest } = surface
  return { ...rest, ...(measured ? { measured } : {}), state, since, reason }
}

function transitionOf(
  surface: SurfaceMemory,
  { name, change, failure }: JudgedSurface,
  shown: ShownState,
  target: string,
  now: number,
): Transition {
  const broken = isBroken(shown.measured ?? shown.state)
  const cause = broken ? surface.failure : failure
  // Trouble that a maintenance covered counts from the end of it.
  const began = broken && surface.state !== 'maintenance' ? surface.impactAt : now
  const since = change?.since ?? began ?? now
  return {
    target,
    surface: name,
    at: now,
    from: surface.state,
    to: shown.state,
    since: Math.min(since, now),
    ...(cause ? { failure: cause } : {}),
    ...(shown.measured ? { measured: shown.measured } : {}),
    evidence: change?.evidence ?? shownEvidence(surface, shown),
  }
}

/** A state that comes back into sight keeps the evidence it was declared on; that nothing is known no run shows. */
function shownEvidence(surface: SurfaceMemory, { state, why }: ShownState): Evidence {
  if (isBroken(state) && surface.declared) {
    return { ...surface.declared, reasons: [why, ...surface.declared.reasons] }
  }
  return plainEvidence(why, state === 'unknown' ? [] : surface.recent.slice(-3))
}

/** All surfaces of the target with the state they are shown in. */
export function surfaceStates(memory: JudgeMemory): readonly SurfaceState[] {
  const watched = targetIn(memory)?.probes.map((probe) => probe.surface) ?? []
  const names = new Set([...watched, ...surfacesIn(memory)])
  return [...names].map((surface) => ({ surface, state: surfaceIn(memory, surface).state }))
}

/** For this long after it opened, what other probes and locations see may still sharpen the scope of an incident, ms. */
const FRESH_MS = 3 * MINUTE

function isFresh({ incident }: IncidentMemory, now: number): boolean {
  return incident !== undefined && incident.resolvedAt === undefined && now - incident.openedAt <= FRESH_MS
}

/** Every probe at every location that was heard since the impact, with its newest outcome. */
function streamStates(memory: JudgeMemory, impactAt: number): readonly StreamState[] {
  const models = new Map(targetIn(memory)?.probes.map(({ probe, model }) => [probe, model]))
  return surfacesIn(memory).flatMap((surface) =>
    Object.keys(surfaceIn(memory, surface).streams).flatMap((stream) => {
      const { at, bad } = streamIn(memory, stream)
      if (at < impactAt) return []
      const probe = stream.slice(0, stream.indexOf('@'))
      const model = models.get(probe)
      return [
        { surface, probe, location: stream.slice(probe.length + 1), bad, ...(model === undefined ? {} : { model }) },
      ]
    }),
  )
}
