import { recoveryNeeded, recoveryPerPass } from './episode.ts'
import type { JudgedRun } from './judged-run.ts'
import type { SurfaceMemory, WatchMemory } from './memory.ts'
import type { Policy } from './policy.ts'
import { suspected, thresholdOf } from './surface.ts'
import type { Surroundings } from './surroundings.ts'
import { isCalm, relationTo } from './suspicion.ts'

/** A suspicion this far along, as a share of its threshold, is worth extra runs. */
const WORTH_ASKING = 0.13
const WORTH_ASKING_IN_BLIP = 0.3
/** The nearer a suspicion is to its threshold, the more runs it may take on credit. */
const LOAN = 6
/** A recovery this many good runs away is worth asking for. */
const NEARLY_RECOVERED = 4
/** Each run on schedule earns so much of an extra run: in the long run extra runs add at most this share. */
const CREDIT_PER_RUN = 0.06

/**
 * Whether another run at once would tell: after a bad run; while something is suspected and extra runs are left; and
 * shortly before a recovery. Right after a bad run more of them say little, since blips fail more than once: having
 * passed, the probe waits for the blip to be over before it spends extra runs on a suspicion.
 */
export function wantsMore(surface: SurfaceMemory, watch: WatchMemory, around: Surroundings, policy: Policy): boolean {
  if (surface.trouble) {
    const { now } = surface.trouble
    if (now.passes === 0) return false
    return (recoveryNeeded(now) - now.recovery) / recoveryPerPass(now) <= NEARLY_RECOVERED
  }
  if (isCalm(watch.now)) return false
  if (watch.sights.some((sight) => sight.bad !== undefined)) return true
  let progress = 0
  for (const [tally, share, kind] of suspected(watch.now)) {
    if (kind !== 'drag') progress = Math.max(progress, tally.evidence / thresholdOf(surface, around, policy, share))
  }
  if (progress < (inBlip(watch) ? WORTH_ASKING_IN_BLIP : WORTH_ASKING)) return false
  return watch.credit + LOAN * policy.extraRuns * progress ** 2 >= 1
}

function inBlip({ now, at }: WatchMemory): boolean {
  const relations = [relationTo('failed', now, at), relationTo('slow', now, at)]
  return relations.includes('next') || relations.includes('soon')
}

/** Extra runs that may still be asked for after a run. */
export function creditAfter(credit: number, run: JudgedRun, policy: Policy): number {
  const next = run.trigger === 'schedule' ? credit + CREDIT_PER_RUN : credit - 1
  return Math.round(Math.min(policy.extraRuns, next) * 100) / 100
}
