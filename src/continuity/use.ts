import { isBroken, type State, type Workflow } from '../core/index.ts'
import { isHit, surfacesOfNeed, surfacesUsed, targetOf } from './needs.ts'

/**
 * The current mode of a workflow. `primary`: it uses its first surface. `switch`: it uses model B. `stop`, `manual`: by its
 * fallback. `down`: its first surface is in trouble and cannot be replaced.
 */
type UseMode = 'primary' | 'switch' | 'stop' | 'manual' | 'down'

/** The surface that one workflow uses now. */
export interface WorkflowUse {
  /** The first surface of the workflow: `claude/cli`. */
  readonly primary: string
  /** The surface to use now; that of B in mode `switch`, else the primary. */
  readonly surface: string
  readonly mode: UseMode
  /** Start of this mode, epoch ms. */
  readonly since: number
  /** The incidents because of which it is not the primary. */
  readonly incidents: readonly string[]
}

/** The current states and incidents. */
export interface UseReading {
  /** By surface: `claude/cli`. */
  readonly states: Readonly<Record<string, State>>
  /** The open incidents. */
  readonly incidents: readonly { readonly name: string; readonly target: string }[]
  /** Epoch ms. */
  readonly now: number
}

/**
 * The current use of every workflow, by name. Changes once per incident (hysteresis): returns to the primary only after every
 * incident that made it switch is closed, even if states change meanwhile. Pure.
 * @param before the last result, which may be that of an earlier worker
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
  const isPinned = before?.incidents.some((name) => open.includes(name)) === true
  // After an edit of the plan it must not use a surface that the plan no longer contains.
  if (isPinned && before.mode !== 'down' && isStillPlanned(workflow, before)) return before
  const incidents = incidentsHitting(workflow, reading)
  const mode = isPinned || incidents.length > 0 ? modeOf(workflow, reading) : 'primary'
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
