import {
  type AlertAction,
  type FailureClass,
  isBroken,
  listOf,
  type OutageAdvice,
  plural,
  type State,
  type Workflow,
} from '../core/index.ts'
import { isHit, surfacesUsed } from './needs.ts'
import type { PricedPlan } from './price.ts'
import { type Backing, backingOf } from './readiness.ts'

/** A surface in trouble. */
export interface TroubledSurface {
  /** `claude/cli` */
  readonly surface: string
  readonly state: State
  readonly class?: FailureClass
}

/** The workflows that trouble affects, and what their people do; undefined where none is affected. Pure. */
export function adviseOn(plan: PricedPlan, trouble: readonly TroubledSurface[]): OutageAdvice | undefined {
  const hit = plan.workflows.filter((workflow) => isHit(workflow, hitting(workflow, trouble)))
  if (hit.length === 0) return undefined
  const [first, ...others] = hit.map(({ people, name }): readonly [number, string] => [people, name])
  const affected = first && listOf([`${plural(first[0], 'person', 'people')} in ${first[1]}`, ...others.map(inShort)])
  return {
    affected: affected ?? '',
    actions: hit.map((workflow) => ({ workflow: workflow.name, text: actionText(workflow, plan, trouble) })),
    afterwards: hit.flatMap(({ name, afterwards }): readonly AlertAction[] =>
      afterwards.map((text) => ({ workflow: name, text })),
    ),
  }
}

function inShort([people, name]: readonly [number, string]): string {
  return `${people} in ${name}`
}

/** The surfaces in a state that interrupts the workflow. */
function hitting({ hitBy }: Workflow, trouble: readonly TroubledSurface[]): ReadonlySet<string> {
  const isHitting = ({ state }: TroubledSurface) => state === 'down' || (hitBy !== 'down' && state === 'degraded')
  return new Set(trouble.filter(isHitting).map(({ surface }) => surface))
}

function actionText(workflow: Workflow, plan: PricedPlan, trouble: readonly TroubledSurface[]): string {
  const { fallback, owner } = workflow
  const backings = classesOf(workflow, trouble).map((cause) => backingOf(workflow, plan.readiness, plan.at, cause))
  const unproven = backings.find((backing) => backing?.proven === false)?.shortfalls ?? []
  switch (fallback?.kind) {
    case 'switch':
      return switchText(fallback.through, plan, trouble, unproven)
    case 'manual':
      return unproven.length === 0
        ? `Go on by hand: ${fallback.guide}`
        : `Go on by hand: ${fallback.guide} (${unproven[0]?.text})`
    case 'stop':
      return `Stop, it protects ${fallback.protects}${fallback.notice === undefined ? '' : `. Publish ${fallback.notice}`}`
    default:
      return owner === undefined ? 'There is no fallback' : `There is no fallback: ask ${owner}`
  }
}

function switchText(
  through: string,
  { readiness }: PricedPlan,
  trouble: readonly TroubledSurface[],
  unproven: Backing['shortfalls'],
): string {
  const state = trouble.find(({ surface }) => surface === through)?.state ?? readiness.surfaces[through]?.state
  if (isBroken(state)) return `Wait: ${through}, to which it would switch, is ${state} as well`
  if (unproven.length === 0) return `Switch to ${through}`
  return `Try ${through}, which is only promised: ${unproven[0]?.text}`
}

function classesOf(workflow: Workflow, trouble: readonly TroubledSurface[]): readonly (FailureClass | undefined)[] {
  const used = surfacesUsed(workflow)
  const classes = new Set(trouble.filter(({ surface }) => used.includes(surface)).flatMap((span) => span.class ?? []))
  return classes.size > 0 ? [...classes] : [undefined]
}
