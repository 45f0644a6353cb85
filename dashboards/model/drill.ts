/** A number with its name: "Found after", "1 min 12 s", "1 × 1 min until the verdict, …". */
export interface DrillFact {
  readonly name: string
  readonly value: string
  readonly note?: string
}

export interface DrillComponent {
  readonly name: string
  /** What it measures, as a question. */
  readonly question: string
  readonly score: number
  readonly possible: number
  /** The reason for most of the missing points. */
  readonly missing?: string
}

/** A stretch with a fault; times are epoch ms of the drill's clock. */
interface DrillStretch {
  readonly from: number
  readonly to: number
  /** Share of requests that are hit, 0 to 1. */
  readonly share: number
  readonly fault: string
}

/** What happened on one surface. */
export interface DrillLane {
  readonly surface: string
  readonly stretches: readonly DrillStretch[]
  readonly marks: readonly {
    readonly at: number
    readonly kind: 'found' | 'recovered'
    readonly text: string
  }[]
}

export interface DrillRecoveryRow {
  readonly workflow: string
  readonly people: string
  readonly fallback: string
  readonly backing: 'proven' | 'promised' | 'none'
  readonly back: string
  readonly objective: string
  readonly rto: 'met' | 'missed' | 'unknown' | 'none'
}

export interface DrillFindingRow {
  readonly severity: 'high' | 'medium' | 'low'
  readonly component: string
  readonly points: number
  readonly text: string
  readonly todo: string
  readonly line: string
  /** File and line of that key: `doorwatch.config.ts:24`. Absent where the key was not found. */
  readonly place?: string
  readonly owner?: string
  readonly retestBy: string
}

/** The page of a drill, or its after-action report of two printed pages. Texts are plain and not escaped. */
export interface DrillPage {
  readonly kind: 'page' | 'report'
  readonly id: string
  readonly headline: string
  readonly standing: 'operational' | 'degraded' | 'down'
  /** What was rehearsed, one sentence. */
  readonly what: string
  readonly score: number
  readonly possible: number
  /** Whether it was played to its end. */
  readonly isWhole: boolean
  /** Why there is no score: "stopped before the first fault". */
  readonly unscored?: string
  /** "+4 % since …" */
  readonly change?: string
  readonly components: readonly DrillComponent[]
  readonly facts: readonly DrillFact[]
  /** When it was played, by the machine's clock, epoch ms. */
  readonly playedAt: number
  /** Minute 0 of the scenario and the last moment that was played, epoch ms of the drill's clock. */
  readonly from: number
  readonly to: number
  readonly lanes: readonly DrillLane[]
  readonly posts: readonly { readonly at: number; readonly text: string }[]
  readonly alerts: readonly { readonly at: number; readonly headline: string; readonly delivered: string }[]
  readonly recoveries: readonly DrillRecoveryRow[]
  /** Shares of the work hours; absent where the time of the scenario has no work hours. */
  readonly shares?: { readonly proven: number; readonly promised: number; readonly lost: number }
  readonly costs: readonly string[]
  readonly findings: readonly DrillFindingRow[]
  /** A finding has no owner. */
  readonly open: boolean
  readonly steady: readonly { readonly name: string; readonly met: boolean; readonly text: string }[]
  /** The limits of the exercise, as sentences. */
  readonly notes: readonly string[]
}
