import { changesWithTime, type JudgedTarget, type Policy, type TargetMemory } from '../../judge/index.ts'

/** When each target was last judged, so that time is not judged where nothing can have changed. */
export interface RecentTicks {
  /** Call after a commit. `now`: epoch ms. */
  note(target: JudgedTarget, memory: TargetMemory, now: number): void
  /** Whether the target must be judged although it had no run. */
  isDue(target: JudgedTarget, policy: Policy, now: number): boolean
}

/** Active time counts at most 30 s between two ticks, so a target is judged at least this often, ms. */
const LONGEST_MS = 20_000

export function createRecentTicks(): RecentTicks {
  const last = new Map<string, { readonly target: JudgedTarget; readonly memory: TargetMemory; readonly at: number }>()
  return {
    note: (target, memory, at) => void last.set(target.name, { target, memory, at }),
    isDue(target, policy, now) {
      const tick = last.get(target.name)
      // A tick of a later time is from before the clock was set back.
      if (!tick || now < tick.at || now - tick.at >= LONGEST_MS) return true
      // Readers of the states go by the pace that was stored last.
      return !isSamePace(tick.target, target) || changesWithTime(tick.memory, policy, now)
    },
  }
}

function isSamePace(before: JudgedTarget, now: JudgedTarget): boolean {
  if (before === now) return true
  return before.probes.every(({ everyMs }, index) => everyMs === now.probes[index]?.everyMs)
}
