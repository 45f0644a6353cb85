import { judgeTime } from './judge.ts'
import type { TargetMemory } from './memory.ts'
import type { Policy } from './policy.ts'

/**
 * @param now epoch ms
 * @returns Whether time alone changes what is known of a target, none of whose probes is silent: a state, a notice, an
 * incident, or evidence that waited for the end of its instant. Otherwise `judgeTime` only advances the clock.
 */
export function changesWithTime(memory: TargetMemory, policy: Policy, now: number): boolean {
  const { memory: next, changes } = judgeTime(memory, policy, now, [])
  if (changes.transitions.length > 0 || changes.notices.length > 0 || changes.incident !== undefined) return true
  const parts = Object.keys(next) as (keyof TargetMemory)[]
  return parts.some((part) => part !== 'time' && next[part] !== memory[part])
}
