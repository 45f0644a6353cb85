/** The plan that an incident or a notice is priced with: the one of the time when it opened. */
export interface OutagePlan {
  /** Whose plan it is: the name of the incident, or see `noticeSubject`. */
  readonly subject: string
  /** JSON, as continuity/ writes and reads it. */
  readonly plan: string
  /** What was measured as its trouble, JSON, once that is final: the runs behind it are deleted later. */
  readonly trouble?: string
}

/** The subject of a notice's plan: a notice with the same key may open again. @param at when it opened, epoch ms */
export function noticeSubject({ key, at }: { readonly key: string; readonly at: number }): string {
  return `${key}@${at}`
}

/** Something to do after an outage. */
export interface AfterwardsItem {
  /** Name of the incident. */
  readonly incident: string
  readonly workflow: string
  readonly item: string
  /** When the incident ended, epoch ms. */
  readonly at: number
}

/** An item that is not closed yet. */
export interface OpenAfterwards extends AfterwardsItem {
  readonly id: number
}

/** A fallback that was proven once. */
export interface ProvenFallback {
  readonly workflow: string
  /** What the workflow switches to or goes on by: `openai/cli`, `guides/proposals.md`. */
  readonly fallback: string
  /** The first time, epoch ms. */
  readonly at: number
}
