import type { SystemClock } from '../core/index.ts'

/** The clock of a drill: runs at the speed of the machine's clock, and skips stretches without events. */
export interface DrillClock extends SystemClock {
  /** Puts the clock forward to `at` (epoch ms); an earlier time changes nothing. @returns the skipped time, ms */
  skipTo(at: number): number
  /** The time it skipped between two of its times (epoch ms), ms: people waited that much less. */
  skippedBetween(from: number, to: number): number
}

/** @param startAt the first time of the clock, epoch ms */
export function createDrillClock(machine: Pick<SystemClock, 'elapsed' | 'uptime'>, startAt: number): DrillClock {
  const begunAt = machine.elapsed()
  let skippedMs = 0
  const skips: { readonly from: number; readonly to: number }[] = []
  const now = () => Math.round(startAt + machine.elapsed() - begunAt + skippedMs)
  return {
    now,
    elapsed: () => machine.elapsed() + skippedMs,
    uptime: () => machine.uptime() + skippedMs,
    skipTo(at) {
      const from = now()
      const skipMs = Math.max(0, at - from)
      if (skipMs > 0) skips.push({ from, to: at })
      skippedMs += skipMs
      return skipMs
    },
    skippedBetween(from, to) {
      const within = (skip: { readonly from: number; readonly to: number }) =>
        Math.max(0, Math.min(skip.to, to) - Math.max(skip.from, from))
      return skips.reduce((sum, skip) => sum + within(skip), 0)
    },
  }
}
