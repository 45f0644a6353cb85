import type { Alert, RunRequest, RunResult, SkippedSlot, Verdict } from '../../core/index.ts'

/** What a run led to, once it is committed. */
export interface Recorded {
  readonly result: RunResult
  readonly verdict: Verdict
  readonly alerts: readonly Alert[]
}

/** A slot that a run holds. */
export interface ClaimedRun {
  /** The id under which the store keeps the run. */
  readonly id: number
  readonly request: RunRequest
}

/** Claims slots and records finished runs, from whichever process or machine they come. */
export interface RunJoin {
  /** Takes the slot of a run; undefined where another run holds it. */
  claim(request: RunRequest): Promise<ClaimedRun | undefined>
  /** Records the run, judges it and plans alerts, in one transaction. */
  record(claim: ClaimedRun, result: RunResult): Promise<Recorded>
  /** The run ends without a result: releases the spend that was reserved for it. */
  abandon(claim: ClaimedRun): Promise<void>
  /** Stores slots that were not run. */
  skip(slots: readonly SkippedSlot[]): Promise<void>
}
