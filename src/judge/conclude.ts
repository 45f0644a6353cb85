import type { Evidence, Failure, JudgeMemory, State, Transition, Verdict } from '../core/index.ts'
import { plainEvidence } from './evidence.ts'
import { applyToIncident } from './incident.ts'
import {
  incidentIn,
  SLICE,
  type SurfaceMemory,
  surfaceIn,
  surfaceKey,
  surfacesIn,
  targetIn,
  withSlices,
} from './memory.ts'
import type { Policy } from './policy.ts'
import { isBroken, type SurfaceState } from './scope.ts'
import { shownState } from './showing.ts'
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
    if (shown.state === surface.state) continue
    const transition = transitionOf(surface, one, shown, targetIn(next)?.name ?? '', now)
    const reason = transition.evidence.reasons[0] ?? ''
    next = withSlices(next, { [surfaceKey(one.name).surface]: { ...surface, state: shown.state, since: now, reason } })
    transitions ??= []
    transitions.push(transition)
  }
  if (!transitions) return { memory: next, verdict }
  const incident = applyToIncident(incidentIn(next), transitions, surfaceStates(next), policy, now)
  return {
    memory: withSlices(next, { [SLICE.incident]: incident.memory }),
    verdict: { ...verdict, transitions, ...(incident.change ? { incident: incident.change } : {}) },
  }
}

function transitionOf(
  surface: SurfaceMemory,
  { name, change, failure }: JudgedSurface,
  shown: { readonly state: State; readonly why: string },
  target: string,
  now: number,
): Transition {
  const broken = isBroken(shown.state)
  const cause = broken ? surface.failure : failure
  const since = change?.since ?? (broken ? surface.impactAt : now) ?? now
  return {
    target,
    surface: name,
    at: now,
    from: surface.state,
    to: shown.state,
    since: Math.min(since, now),
    ...(cause ? { failure: cause } : {}),
    evidence: change?.evidence ?? shownEvidence(surface, broken, shown.why),
  }
}

/** A state that comes back into sight keeps the evidence it was declared on. */
function shownEvidence(surface: SurfaceMemory, broken: boolean, why: string): Evidence {
  if (!broken || !surface.declared) return plainEvidence(why, surface.recent.slice(-3))
  return { ...surface.declared, reasons: [why, ...surface.declared.reasons] }
}

/** All surfaces of the target with the state they are shown in. */
export function surfaceStates(memory: JudgeMemory): readonly SurfaceState[] {
  const watched = targetIn(memory)?.probes.map((probe) => probe.surface) ?? []
  const names = new Set([...watched, ...surfacesIn(memory)])
  return [...names].map((surface) => ({ surface, state: surfaceIn(memory, surface).state }))
}
