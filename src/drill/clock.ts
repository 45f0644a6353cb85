import type { SystemClock } from '../core/index.ts'

/** The clock of a drill: runs like the machine's, and leaves quiet stretches out. */
export interface DrillClock extends SystemClock {
  /** Puts the clock forward to `at` (epoch ms); an earlier time changes nothing. @returns how much it left out, ms */
  skipTo(at: number): number
  /** How much it left out between two of its times (epoch ms): what people wait for lasted that much shorter, ms. */
  leftOut(from: number, to: number): number
}

/** @param startAt what the clock shows first, epoch ms */
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
      const leftOut = Math.max(0, at - from)
      if (leftOut > 0) skips.push({ from, to: at })
      skippedMs += leftOut
      return leftOut
    },
    leftOut(from, to) {
      const within = (skip: { readonly from: number; readonly to: number }) =>
        Math.max(0, Math.min(skip.to, to) - Math.max(skip.from, from))
      return skips.reduce((sum, skip) => sum + within(skip), 0)
    },
  }
}
