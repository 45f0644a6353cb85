import type { ProbePlan, Skip, SkippedSlot, Trigger } from '../../core/index.ts'

/** @returns slots of a probe that were not run, as they are stored; times are epoch ms */
export function skippedSlot(
  { target, surface, probe }: ProbePlan,
  skip: Skip,
  slot: {
    readonly location: string
    readonly trigger: Trigger
    readonly scheduledAt: number
    readonly noticedAt: number
  },
): SkippedSlot {
  return { target, surface, probe, ...slot, ...skip }
}
