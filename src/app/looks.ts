import type { JudgeMemory } from '../core/index.ts'
import { isRestless, type Policy } from '../judge/index.ts'

/** When each target was last judged, so that time is not judged where nothing can have changed. */
export interface Looks {
  /** Call after a commit. `now`: epoch ms. */
  note(target: string, memory: JudgeMemory, now: number): void
  /** Whether the target must be judged although no run came. */
  isDue(target: string, policy: Pick<Policy, 'quiet'>, now: number): boolean
}

/** Active time counts at most 30 s between two looks, so a calm target is looked at this often, ms. */
const CALM_MS = 20_000

export function createLooks(): Looks {
  const last = new Map<string, { readonly memory: JudgeMemory; readonly at: number }>()
  return {
    note: (target, memory, at) => void last.set(target, { memory, at }),
    isDue(target, policy, now) {
      const look = last.get(target)
      // A look of a later time is from before the clock was set back.
      if (!look || now < look.at || now - look.at >= CALM_MS) return true
      return isRestless(look.memory, policy)
    },
  }
}
