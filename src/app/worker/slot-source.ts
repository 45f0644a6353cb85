import type { ProbePlan, SkippedSlot } from '../../core/index.ts'

/** A run that is due now. */
export interface Slot {
  readonly plan: ProbePlan
  /** Epoch ms. */
  readonly scheduledAt: number
  /** Time until the probe's next slot, ms: how long a report may take before the probe counts as silent. */
  readonly gapMs: number
  /** The clock was set back: an earlier run may hold a slot of this time. */
  readonly mayBeTaken: boolean
}

/** Takes the slots of a source. */
export interface SlotReceiver {
  /** A run is due. */
  due(slot: Slot): void
  /** Slots went by without a run. Resolves when they are stored, or when storing them failed; never rejects. */
  missed(slots: readonly SkippedSlot[]): Promise<void>
}

/**
 * Where slots come from. The agenda of this process is one source; a queue or an agent that receives its slots over the
 * network is another. A source owns its timers and gives each slot once: either as due or as missed.
 */
export interface SlotSource {
  /** Begins to give slots. Resolves when what was missed before is stored. */
  start(receiver: SlotReceiver): Promise<void>
  /** The next slot of a probe (epoch ms); undefined before `start` and where the source does not know. */
  nextSlot(plan: ProbePlan): number | undefined
  /** Gives no further slot. */
  stop(): void
}
