import type { State } from '../../src/core/index.ts'

/** A calendar month for a manager. Times epoch ms UTC, durations ms. */
export interface MonthModel {
  readonly at: number
  /** '2026-03' */
  readonly month: string
  /** 'March 2026' */
  readonly title: string
  /** The month before. */
  readonly beforeTitle: string
  readonly from: number
  readonly to: number
  /** The month is not over: its figures go up to `at`. */
  readonly open: boolean
  /** Start of the oldest stored run, where it lies in the month or later. */
  readonly measuredFrom?: number
  /** What its outages cost, in words; absent without a plan, or where no work was stopped. */
  readonly cost?: string
  readonly current: MonthFigures
  readonly before: MonthFigures
  /** This month against the one before, in sentences. */
  readonly changes: readonly string[]
  /** What matters most, at most three sentences. */
  readonly findings: readonly string[]
  readonly surfaces: readonly MonthSurface[]
  /** Longest first. */
  readonly incidents: readonly MonthIncident[]
  readonly moreIncidents: number
  readonly pages: readonly MonthPage[]
}

export interface MonthFigures {
  readonly runs: number
  /** 0 to 1; absent where no run says anything. */
  readonly availability?: number
  readonly incidents: number
  /** With at least one incident open. */
  readonly troubleMs: number
  readonly mttdMs?: number
  readonly mttrMs?: number
}

export interface MonthSurface {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly availability?: number
  /** In the month before. */
  readonly before?: number
  readonly downMs: number
  readonly degradedMs: number
}

export interface MonthIncident {
  readonly name: string
  readonly title: string
  readonly worst: State
  readonly impactAt: number
  /** Until its end, or until the figures end. */
  readonly lastedMs: number
  readonly open: boolean
  readonly detectionMs: number
  /** From our declaration to the first trouble on the status page; negative: the page was first. */
  readonly leadMs?: number
  /** The page was read and showed nothing. */
  readonly silent: boolean
  readonly owner?: string
}

/** A provider's status page over the month. */
export interface MonthPage {
  readonly target: string
  /** Incidents during which it was read. */
  readonly incidents: number
  readonly silent: number
  /** The median lead over those that it reported. */
  readonly leadMs?: number
  /** It called a surface operational that was measured as degraded or down. */
  readonly greenMs: number
  /** Incidents with a published post-mortem. */
  readonly postmortems: number
}
