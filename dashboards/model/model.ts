import type { NowModel } from './now.ts'
import type { TrendModel } from './trend.ts'

export * from './costs.ts'
export * from './incidents.ts'
export * from './now.ts'
export * from './objectives.ts'
export * from './trend.ts'

/** The report as plain JSON. Times epoch ms UTC, durations ms, texts cleaned and bounded, not escaped. */
export interface ReportModel {
  readonly at: number
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  readonly now: NowModel
  readonly trend: TrendModel
}
