import type { QuietWindow } from '../core/index.ts'
import { isOpen, type SurfaceMemory, surfaceIn, surfaceNames, type TargetMemory } from './memory.ts'
import type { Policy } from './policy.ts'

/**
 * @returns Whether time alone may soon change the states of a target: an incident, a notice or a window is open, a surface is
 * hidden or in an episode, or evidence waits for the end of its instant. Otherwise `judgeTime` only advances the clock.
 */
export function needsTick(memory: TargetMemory, policy: Pick<Policy, 'quiet'>): boolean {
  if (isOpen(memory.incident) || memory.pool.undecided) return true
  const { open, first } = memory.notices
  if (Object.keys(open).length > 0 || Object.keys(first).length > 0) return true
  if (policy.quiet.some((window) => concerns(window, memory.target.name))) return true
  return [...surfaceNames(memory)].some((name) => isUnsettled(memory, surfaceIn(memory, name)))
}

function concerns(window: QuietWindow, target: string): boolean {
  return window.target === undefined || window.target === target
}

function isUnsettled({ streams }: TargetMemory, surface: SurfaceMemory): boolean {
  const { condition, state, episode, suspended, unseen } = surface
  if (condition !== 'operational' || state !== 'operational') return true
  if (episode !== undefined || suspended || unseen !== undefined) return true
  for (const id in surface.streams) if (streams[id]?.reportedMs !== undefined) return true
  return false
}
