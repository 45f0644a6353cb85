import { isBroken, type State, type Workflow } from '../core/index.ts'
import { isHit, surfacesOfNeed, surfacesUsed, targetOf } from './needs.ts'

/**
 * What a workflow uses now. `primary`: what it always uses. `switch`: model B. `stop`, `manual`: its fallback says so.
 * `down`: the primary is in trouble and nothing can replace it.
 */
export type UseMode = 'primary' | 'switch' | 'stop' | 'manual' | 'down'

/** What one workflow uses now. */
export interface WorkflowUse {
  /** The first surface of the workflow: `claude/cli`. */
  readonly primary: string
  /** The surface to use now; that of B in mode `switch`, else the primary. */
  readonly surface: string
  readonly mode: UseMode
  /** Since when, epoch ms. */
  readonly since: number
  /** The incidents because of which it is not the primary. */
  readonly incidents: readonly string[]
}

/** What is known of the services now. */
export interface UseReading {
  /** By surface: `claude/cli`. */
  readonly states: Readonly<Record<string, State>>
  /** The open incidents. */
  readonly incidents: readonly { readonly name: string; readonly target: string }[]
  /** Epoch ms. */
  readonly now: number
}

/**
 * What every workflow uses now, by name. Changes once per incident: back to the primary only after the judge has closed every
 * incident because of which it left, whatever the states do meanwhile. Pure.
 * @param before the last result; one that was stored by an earlier worker as well
 */
export function nextUses(
  workflows: readonly Workflow[],
  before: Readonly<Record<string, WorkflowUse>>,
  reading: UseReading,
): Readonly<Record<string, WorkflowUse>> {
  return Object.fromEntries(
    workflows.map((workflow) => [workflow.name, nextUse(workflow, before[workflow.name], reading)]),
  )
}

/** A workflow that uses its primary. @param since epoch ms */
export function primaryUse(workflow: Workflow, since: number): WorkflowUse {
  const primary = primaryOf(workflow)
  return { primary, surface: primary, mode: 'primary', since, incidents: [] }
}

function nextUse(workflow: Workflow, before: WorkflowUse | undefined, reading: UseReading): WorkflowUse {
  const open = reading.incidents.map(({ name }) => name)
  const isHeld = before?.incidents.some((name) => open.includes(name)) === true
  // A plan that was edited meanwhile must not lead to a surface that it no longer names.
  if (isHeld && before.mode !== 'down' && isStillPlanned(workflow, before)) return before
  const incidents = incidentsHitting(workflow, reading)
  const mode = isHeld || incidents.length > 0 ? modeOf(workflow, reading) : 'primary'
  const primary = primaryOf(workflow)
  const next = {
    ...{ primary, mode },
    surface: mode === 'switch' && workflow.fallback?.kind === 'switch' ? workflow.fallback.through : primary,
    incidents: mode === 'primary' ? [] : incidents.length > 0 ? incidents : (before?.incidents ?? []),
  }
  const isSame = before?.mode === mode && before.surface === next.surface
  return { ...next, since: isSame ? before.since : reading.now }
}

function isStillPlanned(workflow: Workflow, { mode, surface, primary }: WorkflowUse): boolean {
  const { fallback } = workflow
  if (primary !== primaryOf(workflow)) return false
  return mode === 'switch' ? fallback?.kind === 'switch' && fallback.through === surface : fallback?.kind === mode
}

function primaryOf({ uses }: Workflow): string {
  return (uses[0] === undefined ? undefined : surfacesOfNeed(uses[0])[0]) ?? ''
}

/** The open incidents that interrupt a workflow. */
function incidentsHitting(workflow: Workflow, { states, incidents }: UseReading): readonly string[] {
  const { hitBy } = workflow
  const hitting = surfacesUsed(workflow).filter(
    (surface) => states[surface] === 'down' || (hitBy === 'degraded' && states[surface] === 'degraded'),
  )
  if (!isHit(workflow, new Set(hitting))) return []
  const targets = new Set(hitting.map(targetOf))
  return incidents.filter(({ target }) => targets.has(target)).map(({ name }) => name)
}

function modeOf({ fallback }: Workflow, { states }: UseReading): UseMode {
  if (fallback?.kind === 'switch') return isBroken(states[fallback.through]) ? 'down' : 'switch'
  return fallback?.kind ?? 'down'
}
