import type { JudgedChanges, Verdict } from '../core/index.ts'
import type { TargetMemory } from './memory.ts'

/** The result of judging a run. */
export interface Judgement {
  readonly memory: TargetMemory
  readonly verdict: Verdict
}

/** The result of judging without a run: no outcome and no confirm run. */
export interface Change {
  readonly memory: TargetMemory
  readonly changes: JudgedChanges
}

export const NO_CHANGES: JudgedChanges = { transitions: [], notices: [] }
