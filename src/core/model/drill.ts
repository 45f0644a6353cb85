/**
 * How a drill ended, in the words of Chaos Toolkit's journal. `completed`: played to its end. `failed`: the steady state was
 * not met before, so nothing was injected. `aborted`: a stop condition. `interrupted`: a person stopped it.
 */
export const DRILL_STATUSES = ['completed', 'failed', 'aborted', 'interrupted'] as const
export type DrillStatus = (typeof DRILL_STATUSES)[number]

/** What is kept of a drill: its score. */
export interface DrillSummary {
  /** `20261129-143200-front-doors-first` */
  readonly id: string
  readonly scenario: string
  readonly seed: number
  /** When it began and ended, epoch ms. */
  readonly begunAt: number
  readonly at: number
  readonly status: DrillStatus
  /** Whether the steady state was not met again after the faults. */
  readonly deviated: boolean
  readonly score: number
  readonly possible: number
  /** Whether a finding has no owner. */
  readonly open: boolean
  /** Whether it rehearsed the example of the product, because there was no plan. */
  readonly example: boolean
}
