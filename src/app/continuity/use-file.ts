import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/index.ts'
import { nextUses, type SurfaceVariables, surfaceVariables, type WorkflowUse } from '../../continuity/index.ts'
import { type History, readCurrentStates, SECOND, surfaceId } from '../../core/index.ts'
import { replaceFile } from '../../machine/index.ts'
import type { Chore } from '../process/chores.ts'

/** The file that `doorwatch use` answers from. No secrets: every user of this machine may read it. */
export interface UseFile {
  readonly version: 1
  /** When it was written, epoch ms. */
  readonly at: number
  /** How long it counts as fresh, ms. */
  readonly freshForMs: number
  readonly workflows: Readonly<Record<string, WorkflowUse>>
  /** Variables by surface. */
  readonly variables: Readonly<Record<string, SurfaceVariables>>
}

const EVERY_MS = 5 * SECOND
/** Twelve missed writes: the worker has ended or hangs. */
const FRESH_FOR_MS = 60 * SECOND

/** Keeps the file up to date while the worker runs; none without a workflow. What is in use is kept over a restart. */
export function useFileChores(
  { stateDir, plan, targets, maintenance }: Pick<Config, 'stateDir' | 'plan' | 'targets' | 'maintenance'>,
  history: Pick<History, 'surfaces' | 'lastRuns' | 'watched' | 'lastHeartbeat' | 'quietWindows' | 'incidents'>,
): readonly Chore[] {
  const { workflows } = plan
  if (workflows.length === 0) return []
  const file = join(stateDir, 'use.json')
  let uses = usesIn(file)

  async function write(now: number): Promise<void> {
    const [states, incidents] = await Promise.all([
      readCurrentStates(history, { now, maintenance }),
      history.incidents({ from: now - 1, to: now + 1 }),
    ])
    uses = nextUses(workflows, uses, {
      states: Object.fromEntries(states.map((state) => [surfaceId(state), state.state])),
      incidents: incidents.filter(({ resolvedAt }) => resolvedAt === undefined),
      now,
    })
    const surfaces = [...new Set(Object.values(uses).flatMap(({ primary, surface }) => [primary, surface]))]
    const variables = Object.fromEntries(surfaces.map((surface) => [surface, surfaceVariables(surface, targets)]))
    const content: UseFile = { version: 1, at: now, freshForMs: FRESH_FOR_MS, workflows: uses, variables }
    replaceFile(file, JSON.stringify(content), 0o644)
  }

  return [{ name: 'writing what workflows use', everyMs: EVERY_MS, afterMs: 0, work: write }]
}

/** Undefined entries and broken files count as missing: every workflow begins with its primary. */
function usesIn(file: string): Readonly<Record<string, WorkflowUse>> {
  try {
    const { version, workflows } = JSON.parse(readFileSync(file, 'utf8')) as Partial<UseFile>
    const isWhole = (use: WorkflowUse) => Array.isArray(use.incidents) && typeof use.surface === 'string'
    return version === 1 && workflows && Object.values(workflows).every(isWhole) ? workflows : {}
  } catch {
    return {}
  }
}
