import { recoveryNeeded, recoveryPerPass } from './episode.ts'
import type { JudgedRun } from './judged-run.ts'
import type { SurfaceMemory, WatchMemory } from './memory.ts'
import type { Policy } from './policy.ts'
import { suspected, thresholdsOf } from './surface.ts'
import type { Surroundings } from './surroundings.ts'
import { isClear, relationTo } from './suspicion.ts'

/** Share of its threshold at which a suspicion may request extra runs. */
const WORTH_ASKING = 0.13
const WORTH_ASKING_IN_BLIP = 0.3
/** The nearer a suspicion is to its threshold, the more runs it may ask for beyond the budget: this factor at the threshold. */
const BUDGET_FOR_PROGRESS = 6
/** A recovery at most this many good runs away requests them. */
const NEARLY_RECOVERED = 4
/** Extra runs that each scheduled run adds to the budget: on average extra runs add at most this share. */
const BUDGET_PER_RUN = 0.06

/**
 * @returns Whether to run the probe again at once: after a bad run; while something is suspected and extra runs are left; and
 * shortly before a recovery. Blips fail more than once, so more runs right after a bad one say little: after a good run in a
 * blip, a suspicion must be stronger to spend extra runs.
 */
export function wantsMore(surface: SurfaceMemory, watch: WatchMemory, around: Surroundings, policy: Policy): boolean {
  if (surface.episode) {
    const { now } = surface.episode
    if (now.passes === 0) return false
    return (recoveryNeeded(now) - now.recovery) / recoveryPerPass(now) <= NEARLY_RECOVERED
  }
  if (isClear(watch.now)) return false
  if (watch.observations.some((observation) => observation.bad !== undefined)) return true
  const thresholdOf = thresholdsOf(surface, around, policy)
  let progress = 0
  for (const { cusum, share, kind } of suspected(watch.now)) {
    if (kind !== 'slowdown') progress = Math.max(progress, cusum.evidence / thresholdOf(share))
  }
  if (progress < (inBlip(watch) ? WORTH_ASKING_IN_BLIP : WORTH_ASKING)) return false
  return watch.extraRunBudget + BUDGET_FOR_PROGRESS * policy.extraRuns * progress ** 2 >= 1
}

function inBlip({ now, at }: WatchMemory): boolean {
  const relations = [relationTo('failed', now, at), relationTo('slow', now, at)]
  return relations.includes('next') || relations.includes('soon')
}

/** @returns Extra runs that may still be asked for after a run. */
export function extraRunBudgetAfter(extraRunBudget: number, run: JudgedRun, policy: Policy): number {
  const next = run.trigger === 'schedule' ? extraRunBudget + BUDGET_PER_RUN : extraRunBudget - 1
  return Math.round(Math.min(policy.extraRuns, next) * 100) / 100
}
