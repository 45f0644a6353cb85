import type { JudgeMemory } from '../../core/index.ts'
import { isRestless, type JudgedTarget, type Policy } from '../../judge/index.ts'

/** When each target was last judged, so that time is not judged where nothing can have changed. */
export interface Looks {
  /** Call after a commit. `now`: epoch ms. */
  note(target: JudgedTarget, memory: JudgeMemory, now: number): void
  /** Whether the target must be judged although no run came. */
  isDue(target: JudgedTarget, policy: Pick<Policy, 'quiet'>, now: number): boolean
}

/** Active time counts at most 30 s between two looks, so a calm target is looked at this often, ms. */
const CALM_MS = 20_000

export function createLooks(): Looks {
  const last = new Map<string, { readonly target: JudgedTarget; readonly memory: JudgeMemory; readonly at: number }>()
  return {
    note: (target, memory, at) => void last.set(target.name, { target, memory, at }),
    isDue(target, policy, now) {
      const look = last.get(target.name)
      // A look of a later time is from before the clock was set back.
      if (!look || now < look.at || now - look.at >= CALM_MS) return true
      // Whoever reads the states goes by the pace that was stored last.
      return !isSamePace(look.target, target) || isRestless(look.memory, policy)
    },
  }
}

function isSamePace(one: JudgedTarget, other: JudgedTarget): boolean {
  if (one === other) return true
  return one.probes.every(({ everyMs }, index) => everyMs === other.probes[index]?.everyMs)
}
