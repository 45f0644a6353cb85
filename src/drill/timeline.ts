import type { Scenario, ScenarioPost, ScenarioStretch } from '../sandbox/index.ts'

/** The fault of one surface from a moment on. */
export interface FaultChange {
  readonly surface: string
  /** Absent: the surface works. */
  readonly fault?: string
  /** Share of requests that are hit, 0 to 1. */
  readonly probability: number
}

/** The changes at one moment of a scenario. */
export interface TimelineStep {
  readonly minute: number
  readonly faults: readonly FaultChange[]
  readonly posts: readonly ScenarioPost[]
}

/** A scenario as a drill plays it. */
export interface Timeline {
  /** In order of time. The last step with faults clears all of them. */
  readonly steps: readonly TimelineStep[]
  /** Surfaces of the scenario that are played. */
  readonly surfaces: readonly string[]
  /** Surfaces of the scenario that the sandbox does not have. */
  readonly unplayed: readonly string[]
  readonly endMinute: number
}

/** A ramp is played in this many steps. */
const RAMP_STEPS = 3

/** @param playable the surfaces that can be broken */
export function timelineOf(scenario: Scenario, playable: readonly string[]): Timeline {
  const named = Object.keys(scenario.surfaces)
  const surfaces = named.filter((surface) => playable.includes(surface))
  const until = scenario.until ?? lastChangeOf(scenario)
  const changes = surfaces.flatMap((surface) => changesOf(surface, scenario.surfaces[surface] ?? [], until))
  const posts = scenario.page.filter(({ minute }) => scenario.until === undefined || minute <= scenario.until)
  const minutes = [...new Set([...changes, ...posts].map(({ minute }) => minute))].toSorted((a, b) => a - b)
  const steps = minutes.map((minute) => ({
    minute,
    faults: changes.filter((change) => change.minute === minute).map(({ minute: _, ...change }) => change),
    posts: posts.filter((post) => post.minute === minute),
  }))
  return {
    ...{ steps, surfaces },
    unplayed: named.filter((surface) => !playable.includes(surface) && (scenario.surfaces[surface] ?? []).length > 0),
    endMinute: Math.max(until, ...minutes),
  }
}

function changesOf(
  surface: string,
  stretches: readonly ScenarioStretch[],
  until: number,
): readonly (FaultChange & { readonly minute: number })[] {
  const played = stretches
    .flatMap((stretch, index) => rampSteps(stretch, stretches[index + 1]?.minute ?? until))
    .filter(({ minute }) => minute <= until)
  const changes = played.map(({ minute, fault, probability = 1 }) =>
    fault === undefined || minute === until
      ? { minute, surface, probability: 0 }
      : { minute, surface, fault, probability },
  )
  const last = changes.at(-1)
  return last !== undefined && last.probability > 0 ? [...changes, { minute: until, surface, probability: 0 }] : changes
}

function rampSteps(stretch: ScenarioStretch, until: number): readonly ScenarioStretch[] {
  const { minute, rampTo, probability = 1 } = stretch
  if (rampTo === undefined) return [stretch]
  return Array.from({ length: RAMP_STEPS }, (_none, step) => ({
    ...stretch,
    minute: Math.round(minute + ((until - minute) * step) / RAMP_STEPS),
    probability: probability + ((rampTo - probability) * step) / RAMP_STEPS,
  }))
}

/** The last change of a fault, in minutes: the end of the impact. */
export function lastChangeOf({ surfaces }: Pick<Scenario, 'surfaces'>): number {
  return Math.max(0, ...Object.values(surfaces).flatMap((stretches) => stretches.map(({ minute }) => minute)))
}
