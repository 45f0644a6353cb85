/** Two periods of the same length, one after the other, in words. */
export interface PeriodView {
  /** "this period against the 30 days before" */
  readonly against: string
  /** Sentences: availability, incidents, trouble, speed. */
  readonly changes: readonly string[]
}

/** Failed runs by hour of the day and day of the week, in the zone of the page. */
export interface HeatView {
  /** 7 rows from Monday to Sunday of 24 hours. */
  readonly cells: readonly (readonly HeatCell[])[]
  readonly finding: string
  /** Start of the time that is counted, epoch ms: of a long range only its end. Absent for all of it. */
  readonly from?: number
}

/** Runs that say something of the provider, and those of them that failed. */
export interface HeatCell {
  readonly runs: number
  readonly failed: number
}
