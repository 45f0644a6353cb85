import { type ContinuityPlan, formatDuration } from '../core/index.ts'
import { surfacesUsed, targetOf } from './needs.ts'
import type { PreparedWorkflow } from './scenario.ts'

/** `unused`: no workflow uses a watched surface. `no-fallback`. `common-cause`: see commonCauses. `rto`: a switch takes too long. */
export type GapKind = 'unused' | 'no-fallback' | 'common-cause' | 'rto'

/** A gap in a plan. */
export interface Gap {
  readonly kind: GapKind
  readonly text: string
  readonly todo: string
  readonly workflow?: string
  readonly surface?: string
}

/** Surfaces that are covered by another surface of their target: `session` and `mobile` lead into the same service. */
const COVERED_BY: Readonly<Record<string, readonly string[]>> = {
  session: ['login', 'chat', 'console'],
  mobile: ['chat'],
}

/** The gaps of a plan; surfaces that no workflow uses come last. @param watched surfaces, `claude/cli` */
export function gapsOf(workflows: readonly PreparedWorkflow[], watched: readonly string[]): readonly Gap[] {
  const plan = workflows.map(({ workflow }) => workflow)
  return [...workflows.flatMap(workflowGaps), ...unusedSurfaces(plan, watched)]
}

function workflowGaps({ workflow, backing, causes }: PreparedWorkflow): readonly Gap[] {
  const { name, fallback, recoverWithinMs } = workflow
  if (!fallback) {
    const todo = `Give workflow "${name}" a fallback: switchTo({ … }), manual({ … }) or stop({ … }).`
    return [{ kind: 'no-fallback', workflow: name, text: `"${name}" has no fallback`, todo }]
  }
  const gaps: Gap[] = causes.map(({ surface, through, part }) => ({
    kind: 'common-cause',
    workflow: name,
    surface,
    text: `"${name}" switches from ${surface} to ${through}, and both depend on ${part}`,
    todo: `Choose a surface of model B that does not depend on ${part}.`,
  }))
  if (backing?.tookMs !== undefined && recoverWithinMs !== undefined && backing.tookMs > recoverWithinMs) {
    const took = `${formatDuration(backing.tookMs)}, longer than recoverWithin (${formatDuration(recoverWithinMs)})`
    const todo = 'Make the switch faster, or agree on a longer recoverWithin.'
    gaps.push({ kind: 'rto', workflow: name, text: `the switch of "${name}" took ${took}`, todo })
  }
  return gaps
}

function unusedSurfaces(plan: ContinuityPlan['workflows'], watched: readonly string[]): readonly Gap[] {
  const used = new Set(
    plan.flatMap((workflow) => [
      ...surfacesUsed(workflow),
      ...(workflow.fallback?.kind === 'switch' ? [workflow.fallback.through] : []),
    ]),
  )
  const isCovered = (surface: string) => {
    const target = targetOf(surface)
    const others = COVERED_BY[surface.slice(target.length + 1)] ?? []
    return others.some((other) => used.has(`${target}/${other}`))
  }
  return watched
    .filter((surface) => !used.has(surface) && !isCovered(surface))
    .map((surface) => ({
      kind: 'unused',
      surface,
      text: `${surface} is watched, and no workflow uses it`,
      todo: `Add "${surface}" to uses of the workflow that needs it, or stop watching it.`,
    }))
}
