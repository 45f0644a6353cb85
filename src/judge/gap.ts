import { clockTime, isSilent, type JudgedChanges } from '../core/index.ts'
import { conclude } from './conclude.ts'
import { type Change, NO_CHANGES } from './judgement.ts'
import { type SurfaceMemory, surfaceIn, type TargetMemory, withSurface } from './memory.ts'
import type { Policy } from './policy.ts'

/**
 * What the time without a worker means, at the start of one: a surface whose probes would have been silent for as long is
 * unknown from two intervals after the last tick on, until a run of it is judged. Pure.
 * @param now epoch ms
 */
export function afterStop(memory: TargetMemory, policy: Policy, now: number): Change {
  const last = memory.time.now
  const names = new Set(memory.target.probes.map(({ surface }) => surface))
  const blind = last === 0 ? [] : [...names].filter((name) => isBlind(surfaceIn(memory, name), now - last))
  if (blind.length === 0) return { memory, changes: NO_CHANGES }
  const unseen = `Nothing was measured from ${clockTime(last)} on: no worker was running.`
  let next = memory
  for (const name of blind) next = withSurface(next, name, { ...surfaceIn(next, name), unseen })
  const longest = Math.max(...blind.flatMap((name) => Object.values(surfaceIn(memory, name).streams)))
  const judged = blind.map((name) => ({ name }))
  return conclude(next, judged, [], policy, Math.min(now, last + 2 * longest))
}

function isBlind({ condition, unseen, streams }: SurfaceMemory, quietMs: number): boolean {
  if (condition === 'unjudged' || unseen !== undefined) return false
  const intervals = Object.values(streams)
  return intervals.length > 0 && intervals.every((everyMs) => isSilent({ quietMs, everyMs }))
}

/** @returns Changes of one moment as one. */
export function joinChanges(first: JudgedChanges, second: JudgedChanges): JudgedChanges {
  const entries = [...(first.incident?.entries ?? []), ...(second.incident?.entries ?? [])]
  const incident = (second.incident ?? first.incident)?.incident
  return {
    transitions: [...first.transitions, ...second.transitions],
    notices: [...first.notices, ...second.notices],
    ...(incident ? { incident: { incident, entries } } : {}),
  }
}
