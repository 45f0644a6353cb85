import { type ContinuityPlan, defined, HOUR, type Rate, type Workflow } from '../core/index.ts'
import { commonCauses } from './common-cause.ts'
import { type Fix, fixesOf, type PlaceOfKey } from './fixes.ts'
import { type Gap, gapsOf } from './gaps.ts'
import { isHit, surfacesUsed, targetOf } from './needs.ts'
import { backingOf, type Readiness, type Shortfall } from './readiness.ts'
import { type PreparedWorkflow, type Scenario, scenarioOf } from './scenario.ts'

/** A plan with the measured readiness of its fallbacks at one time. */
export interface PlanInput {
  readonly plan: ContinuityPlan
  /** The surfaces that are watched: `claude/cli`. */
  readonly watched: readonly string[]
  /** The hosts behind surfaces, see surfaceHosts. */
  readonly hosts: Readonly<Record<string, readonly string[]>>
  readonly readiness: Readiness
  /** File and line of a key of the configuration. Default: unknown. */
  readonly placeOf?: PlaceOfKey
}

/** A workflow of an evaluated plan. */
export interface WorkflowLine {
  readonly name: string
  readonly people: number
  readonly rate: Rate
  readonly hours: string
  /** Person-hours a week. */
  readonly weekHours: number
  /** Its share of all work hours, 0 to 1. */
  readonly share: number
  readonly uses: Workflow['uses']
  readonly owner?: string
  readonly recoverWithinMs?: number
  readonly toleratesMs?: number
  readonly fallback?: Workflow['fallback']
  /** `stop`: it stops on purpose. `none`: it has no fallback. */
  readonly protection: 'proven' | 'promised' | 'stop' | 'none'
  /** Why its fallback is not proven. */
  readonly shortfalls: readonly Shortfall[]
}

/** An evaluated plan: plain data. */
export interface PlanEvaluation {
  /** Epoch ms. */
  readonly at: number
  readonly workflows: readonly WorkflowLine[]
  /** Each watched or used surface down, each target down, everything down. */
  readonly scenarios: readonly Scenario[]
  /** The share of work hours that needs each provider, the largest first. */
  readonly providers: readonly { readonly target: string; readonly share: number }[]
  readonly gaps: readonly Gap[]
  /** What to fix, the most work hours first. Empty: every workflow is protected. */
  readonly fixes: readonly Fix[]
}

/** Evaluates a plan at `now` (epoch ms). Pure: same input, same result. */
export function evaluatePlan(input: PlanInput, now: number): PlanEvaluation {
  const { plan, watched, hosts, readiness, placeOf = () => undefined } = input
  const hours = plan.workflows.map(({ people, hours: { weekMs } }) => (people * weekMs) / HOUR)
  const total = hours.reduce((sum, value) => sum + value, 0)
  const prepared = plan.workflows.map((workflow, index): PreparedWorkflow => {
    const backing = backingOf(workflow, readiness, now)
    return {
      workflow,
      share: total > 0 ? (hours[index] as number) / total : 0,
      causes: commonCauses(workflow, plan.shares, hosts),
      ...defined({ backing }),
    }
  })
  const surfaces = [...new Set([...watched, ...plan.workflows.flatMap(surfacesInvolved)])].toSorted()
  const gaps = gapsOf(prepared, watched)
  return {
    at: now,
    workflows: prepared.map((entry, index) => lineOf(entry, hours[index] as number)),
    scenarios: scenariosOf(surfaces, prepared),
    providers: providersOf(surfaces, prepared),
    gaps,
    fixes: fixesOf(prepared, gaps, placeOf).map((fix) => ({ ...fix, weekHours: fix.share * total })),
  }
}

function surfacesInvolved(workflow: Workflow): readonly string[] {
  const { fallback } = workflow
  return [...surfacesUsed(workflow), ...(fallback?.kind === 'switch' ? [fallback.through] : [])]
}

function scenariosOf(surfaces: readonly string[], prepared: readonly PreparedWorkflow[]): readonly Scenario[] {
  const targets = [...new Set(surfaces.map(targetOf))]
  const ofTarget = (target: string) => surfaces.filter((surface) => targetOf(surface) === target)
  const several = targets.filter((target) => ofTarget(target).length > 1)
  return [
    ...surfaces.map((surface) => scenarioOf(surface, [surface], prepared)),
    ...several.map((target) => scenarioOf(target, ofTarget(target), prepared)),
    ...(targets.length > 1 ? [scenarioOf('everything', surfaces, prepared)] : []),
  ]
}

function providersOf(surfaces: readonly string[], prepared: readonly PreparedWorkflow[]): PlanEvaluation['providers'] {
  const targets = [...new Set(surfaces.map(targetOf))]
  return targets
    .map((target) => {
      const down = new Set(surfaces.filter((surface) => targetOf(surface) === target))
      const hit = prepared.filter(({ workflow }) => isHit(workflow, down))
      return { target, share: hit.reduce((sum, { share }) => sum + share, 0) }
    })
    .toSorted((a, b) => b.share - a.share)
}

function lineOf({ workflow, share, backing, causes }: PreparedWorkflow, weekHours: number): WorkflowLine {
  const { hours, afterwards: _, hitBy: __, ...rest } = workflow
  const { fallback } = workflow
  const isProven = backing?.proven === true && causes.length === 0
  return {
    ...rest,
    hours: hours.text,
    weekHours,
    share,
    protection: !fallback ? 'none' : fallback.kind === 'stop' ? 'stop' : isProven ? 'proven' : 'promised',
    shortfalls: backing?.shortfalls ?? [],
  }
}
