import { defined, type SlotCounts } from '../core/index.ts'

/** The share of scheduled runs that did not fail by the provider's fault. */
export interface Availability {
  /** Scheduled runs that measured the provider. Those under maintenance, and those that could not measure, do not count. */
  readonly runs: number
  readonly failed: number
  /** 1 − failed ÷ runs, 0 to 1; absent where no run counts. */
  readonly availability?: number
  /** Slots without a result. */
  readonly unmeasured: number
}

/**
 * The availability of one surface over its buckets: the only formula, for report, `doorwatch slo`, API and metrics. The
 * series has no confirm, manual and drill runs; runs that failed by our own fault, the probe's or the network's count as
 * unmeasured.
 */
export function availabilityOf(buckets: readonly SlotCounts[]): Availability {
  let [runs, failed, unmeasured] = [0, 0, 0]
  for (const slots of buckets) {
    runs += slots.good + slots.failed
    failed += slots.failed
    unmeasured += slots.unmeasured
  }
  return { runs, failed, unmeasured, ...defined({ availability: runs > 0 ? 1 - failed / runs : undefined }) }
}

/**
 * The time in which a surface was not measured, ms: its slots without a result × the time per slot. With several probes a
 * slot is a share of the interval: of two probes every minute, each slot is 30 s.
 * @param everyMs intervals of the surface's probes, ms
 */
export function unmeasuredMs(slots: number, everyMs: readonly number[]): number {
  const slotsPerMs = everyMs.reduce((sum, every) => sum + (every > 0 ? 1 / every : 0), 0)
  return slotsPerMs === 0 ? 0 : Math.round(slots / slotsPerMs)
}
