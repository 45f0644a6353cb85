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
  /** The cost of its outages as a text; absent without a plan, or where no work was stopped. */
  readonly cost?: string
  /** The same by currency, with that of the month before; absent without a plan. */
  readonly costs?: readonly MonthCost[]
  /** How far the plan protects the work; absent without a plan. */
  readonly plan?: MonthPlan
  /** Open items of outages that ended by the end of the month, oldest first. */
  readonly afterwards: readonly MonthAfterwards[]
  readonly moreAfterwards: number
  readonly current: MonthFigures
  readonly before: MonthFigures
  /** This month against the one before, in sentences. */
  readonly changes: readonly string[]
  /** The most important findings, at most three sentences. */
  readonly findings: readonly string[]
  readonly surfaces: readonly MonthSurface[]
  /** Longest first. */
  readonly incidents: readonly MonthIncident[]
  readonly moreIncidents: number
  readonly pages: readonly MonthPage[]
}

export interface MonthFigures {
  readonly runs: number
  /** 0 to 1; absent where no run counts. */
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

/** The cost of outages in one currency: '£3,600'. */
export interface MonthCost {
  readonly cost: string
  readonly withoutPlan: string
  /** In the month before; absent where nothing was priced. */
  readonly before?: string
}

/** The plan as it is when the page is made, and how it was rehearsed by the end of the month. */
export interface MonthPlan {
  /** Workflows by how they are protected. */
  readonly workflows: number
  readonly proven: number
  readonly promised: number
  /** Workflows that stop on purpose. */
  readonly stop: number
  readonly none: number
  /** Drills that ended in the month. */
  readonly drills: readonly { readonly at: number; readonly scenario: string; readonly score: string }[]
  /** 'The plan was last drilled 12 days ago (14 of 18 points)' */
  readonly rehearsed: string
  readonly isStale: boolean
}

export interface MonthAfterwards {
  readonly incident: string
  readonly workflow: string
  readonly item: string
}

/** A provider's status page over the month. */
export interface MonthPage {
  readonly target: string
  /** Incidents during which the page was read. */
  readonly incidents: number
  readonly silent: number
  /** Incidents that it reported before us (`first`), and after us (`late`). */
  readonly first: number
  readonly late: number
  /** From our declaration to its first report, the median of those that it reported; negative: it was first. */
  readonly leadMs?: number
  /** It called a surface operational that was measured as degraded or down. */
  readonly greenMs: number
  /** Incidents whose published post-mortem was read. */
  readonly postmortems: number
  /** Whether the page was readable until now, or until the search for a post-mortem ended. */
  readonly searched: boolean
  /** Days from the end of the incident to it, the median. */
  readonly postmortemDays?: number
}
