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

/** Runs that count for availability, and those of them that failed. */
export interface HeatCell {
  readonly runs: number
  readonly failed: number
}

/** Availability by calendar month and surface, cut at midnight in the zone of the page. */
export interface MonthsView {
  readonly surfaces: readonly { readonly target: string; readonly surface: string; readonly title: string }[]
  /** Newest first. */
  readonly months: readonly MonthRow[]
  readonly finding: string
}

export interface MonthRow {
  /** '2026-03' */
  readonly name: string
  /** 'March 2026' */
  readonly title: string
  /** One for each surface. */
  readonly cells: readonly MonthCell[]
}

/** A cell of the months. `availability`: the share of runs that did not fail; absent without a run. */
export interface MonthCell extends HeatCell {
  readonly availability?: number
}
