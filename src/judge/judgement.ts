import type { JudgedChanges, Verdict } from '../core/index.ts'
import type { TargetMemory } from './memory.ts'

/** What the judge makes of a run. */
export interface Judgement {
  readonly memory: TargetMemory
  readonly verdict: Verdict
}

/** What the judge makes of anything but a run: no run has an outcome, and nothing asks for a confirm run. */
export interface Change {
  readonly memory: TargetMemory
  readonly changes: JudgedChanges
}

export const NO_CHANGES: JudgedChanges = { transitions: [], notices: [] }
