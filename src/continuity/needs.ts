import type { Need, Workflow } from '../core/index.ts'

/** The surfaces of a need: one, or the alternatives. */
export function surfacesOfNeed(need: Need): readonly string[] {
  return typeof need === 'string' ? [need] : need.anyOf
}

/** Every surface that a workflow uses, each once. */
export function surfacesUsed({ uses }: Pick<Workflow, 'uses'>): readonly string[] {
  return [...new Set(uses.flatMap(surfacesOfNeed))]
}

/** Whether a workflow is interrupted while these surfaces are down: all surfaces of one of its needs are. */
export function isHit({ uses }: Pick<Workflow, 'uses'>, down: ReadonlySet<string>): boolean {
  return uses.some((need) => surfacesOfNeed(need).every((surface) => down.has(surface)))
}

/** The target of a surface: `claude` of `claude/cli`. */
export function targetOf(surface: string): string {
  return surface.slice(0, surface.indexOf('/'))
}
