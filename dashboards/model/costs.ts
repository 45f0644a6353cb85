/** The cost of an outage, as texts. */
export interface CostView {
  /** Name of the incident, or of the notice where the cause is ours. */
  readonly subject: string
  readonly target: string
  /** A key, quota or credit of ours stops the work. */
  readonly ours: boolean
  /** The outage is not over. */
  readonly open: boolean
  /** '£3,600 (without a plan £9,000, saved £5,400)' */
  readonly text: string
  /** The part that has no price because it was not measured. */
  readonly unknown?: string
  readonly workflows: readonly CostRow[]
}

/** The cost of one workflow, or of the trouble of one surface. */
export interface CostRow {
  readonly name: string
  /** '£3,600' */
  readonly cost: string
  readonly withoutPlan: string
  /** What unproven fallbacks would save. */
  readonly promised?: string
  /** Person-hours lost; absent for a surface. */
  readonly lostHours?: number
  /** A key, quota or credit of ours stops the work. */
  readonly ours: boolean
}

/** The cost of the outages of a range, within the range. */
export interface CostSummary {
  /** One amount per currency. */
  readonly text: string
  readonly unknown?: string
  readonly workflows: readonly CostRow[]
  readonly surfaces: readonly CostRow[]
}
