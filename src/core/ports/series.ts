import type { Outcome } from '../model/words.ts'

/** Half-open span of time `[from, to)`, epoch ms. */
export interface Range {
  readonly from: number
  readonly to: number
  readonly target?: string
}

/** Names one surface. */
export interface SurfaceRef {
  readonly target: string
  readonly surface: string
}

/** A range cut into buckets of `bucketMs`, the first starting at `from`. */
export interface BucketRange extends Range {
  readonly bucketMs: number
  /** Only these surfaces. Default: all. */
  readonly surfaces?: readonly SurfaceRef[]
}

export type OutcomeCounts = Readonly<Record<Outcome, number>>

/** Scheduled slots outside maintenance, by their result about the provider. Availability is computed from their sums. */
export interface SlotCounts {
  /** Runs that passed, slow ones included. */
  readonly good: number
  /** Runs that failed by a fault of the provider. */
  readonly failed: number
  /** Slots without a result: missed, skipped, or the run could not measure. */
  readonly unmeasured: number
}

/** The slots of several surfaces together, in the bucket that begins at `at`. */
export interface SlotTotal extends SlotCounts {
  readonly at: number
}

/** Scheduled runs of a surface by outcome. Buckets without a run are left out. */
export interface OutcomeSeries {
  readonly target: string
  readonly surface: string
  readonly total: OutcomeCounts
  readonly buckets: readonly {
    readonly at: number
    /** Rows by outcome, maintenance included; one skipped row may stand for many slots. */
    readonly counts: OutcomeCounts
    readonly slots: SlotCounts
  }[]
}

export interface Quantiles {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** A measure over time: `duration_ms` for the duration of the step, else the name of a measure. Passed and slow scheduled runs only. */
export interface MeasureSeries {
  readonly target: string
  readonly surface: string
  readonly probe: string
  readonly step: string
  readonly measure: string
  readonly total: Quantiles
  readonly buckets: readonly ({ readonly at: number } & Quantiles)[]
}

/**
 * Counts of HTTP statuses, over all steps of a surface's scheduled runs. Under `timeout` and `network`: the runs that failed
 * without a complete answer; see UNANSWERED_OF.
 */
export interface StatusSeries {
  readonly target: string
  readonly surface: string
  readonly total: Readonly<Record<string, number>>
  /** Counts by status. Maps: objects with keys such as 529 have room for every number below. */
  readonly buckets: readonly { readonly at: number; readonly counts: ReadonlyMap<string, number> }[]
}
