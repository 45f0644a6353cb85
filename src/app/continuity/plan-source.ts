import { type Config, configuredSurfaces } from '../../config/index.ts'
import {
  adviseOn,
  evaluatePlan,
  type PlanEvaluation,
  type Readiness,
  type TroubledSurface,
} from '../../continuity/index.ts'
import { type Clock, MINUTE, type OutageAdvice } from '../../core/index.ts'
import { type PlanSources, readPlanInput } from '../../readiness/index.ts'
import type { Chore } from '../process/chores.ts'

/** The plan of the configuration, with what is measured of it. */
export interface PlanSource {
  /** Reads states, proofs and files again and evaluates the plan. */
  evaluate(): Promise<PlanEvaluation>
  /**
   * Who is affected by trouble and what they do, by the last reading: it is asked inside transactions. Undefined where no
   * workflow is affected.
   */
  advise(trouble: readonly TroubledSurface[]): OutageAdvice | undefined
  /** Keeps the reading fresh; none without a workflow. */
  readonly chores: readonly Chore[]
}

const READ_EVERY_MS = MINUTE
const NOTHING_READ: Readiness = { surfaces: {}, proofs: [], files: {} }

export function createPlanSource(from: {
  readonly config: Config
  readonly store: PlanSources['history']
  readonly clock: Clock
}): PlanSource {
  const { config, store, clock } = from
  const { plan, root, targets, maintenance } = config
  const surfaces = configuredSurfaces(config)
  const input = (now: number) => readPlanInput({ plan, root, targets, surfaces, maintenance, history: store }, now)
  let readiness = NOTHING_READ
  const refresh = async (now: number) => {
    readiness = (await input(now)).readiness
  }
  return {
    async evaluate() {
      const now = clock.now()
      return evaluatePlan(await input(now), now)
    },
    advise: (trouble) => adviseOn({ workflows: plan.workflows, readiness, at: clock.now() }, trouble),
    chores:
      plan.workflows.length === 0
        ? []
        : [{ name: 'reading the readiness of the plan', everyMs: READ_EVERY_MS, afterMs: 0, work: refresh }],
  }
}
