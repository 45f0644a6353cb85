import type { JudgeMemory } from '../core/index.ts'
import { incidentIn, type JudgedTarget, noticesIn, SLICE, surfaceIn, surfaceKey, timeIn, watchIn } from './memory.ts'

/** The memory of a target of which nothing was seen yet. */
export function emptyMemory(target: JudgedTarget): JudgeMemory {
  return memoryFor(target, {})
}

/**
 * The memory of a target whose probes may have changed since: what was learned stays, what is new is added, and
 * probes that are gone are no longer waited for.
 */
export function memoryFor(target: JudgedTarget, before: JudgeMemory): JudgeMemory {
  const stored = before[SLICE.target]
  if (isObject(stored) && completeFor.get(stored) === target) return before
  const memory: Record<string, unknown> = { ...before }
  if (JSON.stringify(stored) !== JSON.stringify(target)) memory[SLICE.target] = target
  completeFor.set(memory[SLICE.target] as object, target)
  memory[SLICE.time] ??= timeIn(before)
  memory[SLICE.incident] ??= incidentIn(before)
  memory[SLICE.notices] ??= noticesIn(before)
  const watched = new Set(target.probes.map(({ probe }) => probe))
  for (const surface of new Set(target.probes.map((probe) => probe.surface))) {
    const known = surfaceIn(before, surface)
    const streams = Object.entries(known.streams).filter(([stream]) => isWatched(watched, stream))
    const pruned = streams.length === Object.keys(known.streams).length
    memory[surfaceKey(surface).surface] = pruned ? known : { ...known, streams: Object.fromEntries(streams) }
    memory[surfaceKey(surface).watch] ??= watchIn(before, surface)
  }
  return memory
}

/**
 * The target for which a memory was completed, by the description of the target in it: what is judged from there on keeps
 * both, so that nothing need be looked through for every run.
 */
const completeFor = new WeakMap<object, JudgedTarget>()

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The name of a probe may itself hold an `@`. */
function isWatched(probes: ReadonlySet<string>, stream: string): boolean {
  const parts = stream.split('@')
  return parts.some((_part, index) => probes.has(parts.slice(0, index).join('@')))
}
