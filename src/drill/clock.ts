import type { SystemClock } from '../core/index.ts'

/** The clock of a drill: runs like the machine's, and leaves quiet stretches out. */
export interface DrillClock extends SystemClock {
  /** Puts the clock forward to `at` (epoch ms); an earlier time changes nothing. @returns how much it left out, ms */
  skipTo(at: number): number
}

/** @param startAt what the clock shows first, epoch ms */
export function createDrillClock(machine: Pick<SystemClock, 'elapsed' | 'uptime'>, startAt: number): DrillClock {
  const begunAt = machine.elapsed()
  let skippedMs = 0
  const now = () => Math.round(startAt + machine.elapsed() - begunAt + skippedMs)
  return {
    now,
    elapsed: () => machine.elapsed() + skippedMs,
    uptime: () => machine.uptime() + skippedMs,
    skipTo(at) {
      const leftOut = Math.max(0, at - now())
      skippedMs += leftOut
      return leftOut
    },
  }
}
