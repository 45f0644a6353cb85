import { basename } from 'node:path'
import { type Config, configuredSurfaces, placesIn } from '../../config/index.ts'
import { surfacesUsed } from '../../continuity/index.ts'
import { type ProbePlan, surfaceId } from '../../core/index.ts'
import type { DrillChannel, DrilledPlan } from '../../drill/index.ts'
import { NOTHING_MEASURED, type PlanHistory, readPlanInput } from '../../readiness/index.ts'
import { intervalOf } from '../../schedule/index.ts'

/** The plan of a configuration with its readiness now. @param now epoch ms of the machine's clock */
export async function readDrilledPlan(from: {
  readonly config: Config
  readonly isExample: boolean
  readonly real: PlanHistory | undefined
  readonly channels: readonly DrillChannel[]
  readonly now: number
}): Promise<Omit<DrilledPlan, 'cadences'>> {
  const { config, isExample, real, channels, now } = from
  const { plan, root, targets, maintenance } = config
  const surfaces = configuredSurfaces(config)
  const history = isExample || !real ? NOTHING_MEASURED : real
  const { readiness } = await readPlanInput({ plan, root, targets, surfaces, maintenance, history }, now)
  const file = isExample ? 'src/continuity/example/doorwatch.config.ts' : basename(config.file ?? 'doorwatch.config.ts')
  return {
    workflows: plan.workflows,
    readiness: isExample ? { ...readiness, surfaces: standingIn(config) } : readiness,
    readAt: now,
    ...{ channels, file, placeOf: placesIn(config, file), isExample },
  }
}

/** The sandbox is all there is of the example's targets, and it works. */
function standingIn({ plan }: Config): DrilledPlan['readiness']['surfaces'] {
  const all = plan.workflows.flatMap((workflow) => [
    ...surfacesUsed(workflow),
    ...(workflow.fallback?.kind === 'switch' ? [workflow.fallback.through] : []),
  ])
  return Object.fromEntries(all.map((surface) => [surface, { state: 'operational' as const }]))
}

/** The configured cadence of each surface, ms. @param at epoch ms */
export function cadencesOf(plans: readonly ProbePlan[], at: number): Readonly<Record<string, number>> {
  return Object.fromEntries(plans.map((plan) => [surfaceId(plan), intervalOf(plan.cadence, at)]))
}
