/** What an outage costs, in words. */
export interface CostView {
  /** Name of the incident, or of the notice where the cause is ours. */
  readonly subject: string
  readonly target: string
  /** A key, quota or credit of ours stops the work. */
  readonly ours: boolean
  /** It lasts. */
  readonly open: boolean
  /** '£3,600 (without a plan £9,000, saved £5,400)' */
  readonly text: string
  /** What is not measured and not priced. */
  readonly unknown?: string
  readonly workflows: readonly CostRow[]
}

/** The cost of one workflow, or of the trouble of one surface. */
export interface CostRow {
  readonly name: string
  /** '£3,600' */
  readonly cost: string
  readonly withoutPlan: string
  /** What fallbacks without proof are to save. */
  readonly promised?: string
  /** Person-hours lost; absent for a surface. */
  readonly lostHours?: number
  /** A key, quota or credit of ours stops the work. */
  readonly ours: boolean
}

/** What the outages of a range cost within it. */
export interface CostSummary {
  /** One amount per currency. */
  readonly text: string
  readonly unknown?: string
  readonly workflows: readonly CostRow[]
  readonly surfaces: readonly CostRow[]
}
