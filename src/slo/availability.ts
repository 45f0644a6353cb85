import type { SlotCounts } from '../core/index.ts'

/** How many of the scheduled runs failed by the provider's fault. */
export interface Availability {
  /** Scheduled runs that say something of the provider. Maintenance and runs that could not measure are left out. */
  readonly runs: number
  readonly failed: number
  /** 1 − failed ÷ runs, 0 to 1; absent where no run says anything. */
  readonly availability?: number
  /** Slots without a result. */
  readonly unmeasured: number
}

/**
 * The availability of one surface over all its buckets: the only formula, for report, `doorwatch slo`, API and metrics.
 * Runs by confirm, hand and drill never enter the series; runs whose failure is ours, the probe's or the network's count as
 * unmeasured.
 */
export function availabilityOf(buckets: readonly SlotCounts[]): Availability {
  let [runs, failed, unmeasured] = [0, 0, 0]
  for (const slots of buckets) {
    runs += slots.good + slots.failed
    failed += slots.failed
    unmeasured += slots.unmeasured
  }
  return { runs, failed, unmeasured, ...(runs > 0 ? { availability: 1 - failed / runs } : {}) }
}

/**
 * How long a surface was not measured, ms: its slots without a result × the time per slot. Several probes share the time:
 * of two probes every minute, each slot stands for 30 s.
 * @param everyMs intervals of the surface's probes, ms
 */
export function unmeasuredMs(slots: number, everyMs: readonly number[]): number {
  const slotsPerMs = everyMs.reduce((sum, every) => sum + (every > 0 ? 1 / every : 0), 0)
  return slotsPerMs === 0 ? 0 : Math.round(slots / slotsPerMs)
}
