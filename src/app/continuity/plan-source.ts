import { type Config, configuredSurfaces } from '../../config/index.ts'
import { evaluatePlan, type PlanEvaluation, type PlanInput } from '../../continuity/index.ts'
import type { Clock } from '../../core/index.ts'
import { type PlanSources, readPlanInput } from '../../readiness/index.ts'

/** The plan of the configuration, with what is measured of it now. */
export interface PlanSource {
  input(): Promise<PlanInput>
  evaluate(): Promise<PlanEvaluation>
}

/** Reads plan, measurements and files anew at each call. */
export function createPlanSource(from: {
  readonly config: Config
  readonly store: PlanSources['history']
  readonly clock: Clock
}): PlanSource {
  const { config, store, clock } = from
  const { plan, root, targets, maintenance } = config
  const surfaces = configuredSurfaces(config)
  const input = (now: number) => readPlanInput({ plan, root, targets, surfaces, maintenance, history: store }, now)
  return {
    input: () => input(clock.now()),
    async evaluate() {
      const now = clock.now()
      return evaluatePlan(await input(now), now)
    },
  }
}
