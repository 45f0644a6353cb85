import {
  defined,
  type FailoverProof,
  parseHours,
  type Workflow,
  type WorkingHours,
  workingHours,
} from '../core/index.ts'
import { commonCauses } from './common-cause.ts'
import type { PlanInput } from './evaluate.ts'
import { surfacesUsed, targetOf } from './needs.ts'
import type { PricedPlan } from './price.ts'
import type { Readiness } from './readiness.ts'

/** The stored form of a plan: plain data, the hours as text. */
interface StoredPlan extends Omit<PricedPlan, 'workflows'> {
  readonly version: 1
  readonly workflows: readonly (Omit<Workflow, 'hours'> & { readonly hours: string })[]
}

/** The plan at `now` (epoch ms), with the facts that a price needs. */
export function pricedPlanOf({ plan, hosts, readiness }: Omit<PlanInput, 'watched'>, now: number): PricedPlan {
  const { workflows, shares } = plan
  const causes = workflows.map((workflow) => [
    workflow.name,
    commonCauses(workflow, shares, hosts).map(({ part }) => part),
  ])
  return {
    ...{ workflows, at: now, readiness: readinessOf(workflows, readiness) },
    causes: Object.fromEntries(causes.filter(([, parts]) => (parts?.length ?? 0) > 0)),
  }
}

/** The part of the readiness that concerns the fallbacks of these workflows. */
function readinessOf(workflows: readonly Workflow[], readiness: Readiness): Readiness {
  const through = new Set(workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? [fallback.through] : [])))
  return {
    surfaces: Object.fromEntries(
      [...through].flatMap((surface) => {
        const reading = readiness.surfaces[surface]
        return reading ? [[surface, reading]] : []
      }),
    ),
    proofs: readiness.proofs.filter((proof: FailoverProof) => through.has(proof.through)),
    ...defined({ answers: readiness.answers }),
    files: readiness.files,
  }
}

/** Whether a workflow of the plan uses the target. */
export function concerns({ workflows }: Pick<PricedPlan, 'workflows'>, target: string): boolean {
  return workflows.some((workflow) => surfacesUsed(workflow).some((surface) => targetOf(surface) === target))
}

/** A plan as text to store. */
export function writeStoredPlan({ workflows, ...rest }: PricedPlan): string {
  const stored: StoredPlan = {
    version: 1,
    ...rest,
    workflows: workflows.map((workflow) => ({ ...workflow, hours: workflow.hours.text })),
  }
  return JSON.stringify(stored)
}

/** By their text: the plans of all outages repeat the same few hours. */
const HOURS = new Map<string, WorkingHours>()
const MOST_HOURS = 200

function hoursOf(text: string): WorkingHours {
  const cached = HOURS.get(text)
  if (cached) return cached
  const hours = workingHours(parseHours(text))
  if (HOURS.size < MOST_HOURS) HOURS.set(text, hours)
  return hours
}

/** The plan of a stored text; undefined for the format of a later release. */
export function readStoredPlan(text: string): PricedPlan | undefined {
  const { version, workflows, ...rest } = JSON.parse(text) as StoredPlan
  if (version !== 1) return undefined
  return {
    ...rest,
    workflows: workflows.map((workflow) => ({ ...workflow, hours: hoursOf(workflow.hours) })),
  }
}
