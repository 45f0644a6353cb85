import { type Config, configuredSurfaces, placesIn } from '../../config/index.ts'
import {
  adviseOn,
  concerns,
  evaluatePlan,
  hostsOf,
  type PlanEvaluation,
  pricedPlanOf,
  type Readiness,
  type TroubledSurface,
  writeStoredPlan,
} from '../../continuity/index.ts'
import type { Clock, ContinuityPlan, OutageAdvice } from '../../core/index.ts'
import { type PlanSources, readPlanInput } from '../../readiness/index.ts'
import type { KeepPlan } from './stored-plans.ts'

/** The plan of the configuration, with what is measured of it. */
export interface PlanSource {
  /** Reads states, proofs and files again and evaluates the plan. */
  evaluate(): Promise<PlanEvaluation>
  /**
   * Who is affected by trouble and what they do, by the last reading: it is asked inside transactions. Undefined where no
   * workflow is affected.
   */
  advise(trouble: readonly TroubledSurface[]): OutageAdvice | undefined
  /** The plan by the last reading, to be kept with trouble of a target that opens now. */
  readonly keep: KeepPlan
  /** The plan as configured; undefined without a workflow. */
  readonly written: ContinuityPlan | undefined
  /** The first reading, so that an incident that opens soon has a plan to keep. */
  begin(): Promise<void>
  /** Reads the readiness of the fallbacks at `now` (epoch ms). */
  read(now: number): Promise<Readiness>
}

const NOTHING_READ: Readiness = { surfaces: {}, proofs: [], files: {} }

export function createPlanSource(from: {
  readonly config: Config
  readonly store: PlanSources['history']
  readonly clock: Clock
}): PlanSource {
  const { config, store, clock } = from
  const { plan, root, targets, maintenance } = config
  const surfaces = configuredSurfaces(config)
  const placeOf = placesIn(config)
  const input = (now: number) =>
    readPlanInput({ plan, root, targets, surfaces, maintenance, placeOf, history: store }, now)
  const hosts = hostsOf(targets)
  let readiness = NOTHING_READ
  const refresh = async (now: number) => {
    readiness = (await input(now)).readiness
    return readiness
  }
  return {
    async evaluate() {
      const now = clock.now()
      return evaluatePlan(await input(now), now)
    },
    keep: (target) => {
      if (!concerns(plan, target)) return undefined
      return writeStoredPlan(pricedPlanOf({ plan, hosts, readiness }, clock.now()))
    },
    written: plan.workflows.length > 0 ? plan : undefined,
    async begin() {
      // A failure is logged when the plan is evaluated next.
      if (plan.workflows.length > 0) await refresh(clock.now()).catch(() => {})
    },
    read: refresh,
    advise: (trouble) => adviseOn({ workflows: plan.workflows, readiness, at: clock.now() }, trouble),
  }
}
