import { type Clock, type ProbePlan, probeId, type SystemClock } from '../../core/index.ts'
import type { SetTimer } from '../process/timers.ts'

/** Confirm runs that wait for their time, at most one of each probe. */
export interface ConfirmRuns {
  /** Calls `start` with the slot (epoch ms) after `waitMs`, unless `cancel` comes first. */
  schedule(plan: ProbePlan, waitMs: number, start: (scheduledAt: number) => void): void
  cancel(plan: ProbePlan): void
  isWaiting(plan: ProbePlan): boolean
  cancelAll(): void
}

export function createConfirmRuns(clock: Pick<SystemClock, 'elapsed'> & Clock, setTimer: SetTimer): ConfirmRuns {
  const cancels = new Map<string, () => void>()
  return {
    schedule(plan, waitMs, start) {
      const dueAt = clock.elapsed() + waitMs
      const cancelTimer = setTimer(() => {
        cancels.delete(probeId(plan))
        // The timer may be late; the slot is when the run was due.
        start(clock.now() - Math.max(0, Math.round(clock.elapsed() - dueAt)))
      }, waitMs)
      cancels.set(probeId(plan), cancelTimer)
    },
    cancel(plan) {
      cancels.get(probeId(plan))?.()
      cancels.delete(probeId(plan))
    },
    isWaiting: (plan) => cancels.has(probeId(plan)),
    cancelAll() {
      for (const cancel of cancels.values()) cancel()
      cancels.clear()
    },
  }
}
