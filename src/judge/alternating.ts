import type { JudgeMemory, QuietWindow } from '../core/index.ts'
import { incidentIn, noticesIn, type SurfaceMemory, streamIn, surfaceIn, surfacesIn, targetIn } from './memory.ts'
import type { Policy } from './policy.ts'
import { poolIn } from './pool.ts'

/**
 * Whether time alone may soon change what is known of a target: an incident, a notice or a window is open, a surface is in
 * trouble or hidden, or evidence waits for its instant to be over. Where nothing of that is so, `judgeTime` only keeps the
 * clock.
 */
export function isRestless(memory: JudgeMemory, policy: Pick<Policy, 'quiet'>): boolean {
  const { incident } = incidentIn(memory)
  if (incident !== undefined && incident.resolvedAt === undefined) return true
  const { open, first } = noticesIn(memory)
  if (Object.keys(open).length > 0 || Object.keys(first).length > 0) return true
  if (poolIn(memory).undecided) return true
  const target = targetIn(memory)
  if (policy.quiet.some((window) => concerns(window, target?.name))) return true
  const surfaces = new Set([...(target?.probes.map(({ surface }) => surface) ?? []), ...surfacesIn(memory)])
  return [...surfaces].some((name) => isUnsettled(memory, surfaceIn(memory, name)))
}

function concerns(window: QuietWindow, target: string | undefined): boolean {
  return window.target === undefined || window.target === target
}

function isUnsettled(memory: JudgeMemory, surface: SurfaceMemory): boolean {
  const { condition, state, trouble, suspended, unseen } = surface
  if (condition !== 'operational' || state !== 'operational') return true
  if (trouble !== undefined || suspended || unseen !== undefined) return true
  for (const stream in surface.streams) if (streamIn(memory, stream).reportedMs !== undefined) return true
  return false
}
