import { type PricedPlan, surfacesUsed, targetOf } from '../continuity/index.ts'
import type { SurfaceRef } from '../core/index.ts'

/** The surfaces that workflows use and those that they switch to, each once. */
export function surfacesInvolved(plan: Pick<PricedPlan, 'workflows'>): readonly string[] {
  return [...new Set([...plan.workflows.flatMap(surfacesUsed), ...surfacesOfB(plan)])]
}

/** The surfaces that workflows switch to, each once. */
export function surfacesOfB({ workflows }: Pick<PricedPlan, 'workflows'>): readonly string[] {
  return [...new Set(workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? [fallback.through] : [])))]
}

/** `claude/cli` as target and surface. */
export function refOf(surface: string): SurfaceRef {
  const target = targetOf(surface)
  return { target, surface: surface.slice(target.length + 1) }
}

/** Whether a workflow counts a slow surface as broken. */
export function hasLimit({ workflows }: Pick<PricedPlan, 'workflows'>): boolean {
  return workflows.some(({ hitBy }) => typeof hitBy === 'object')
}
