/** How far a stream has come, updated with every event. All times are monotonic, ms. */
export interface StreamProgress {
  readonly sentAt: number
  /** The last event that shows the model at work, with or without text. */
  lastSignAt: number | undefined
  firstContentAt: number | undefined
  lastContentAt: number | undefined
  longestGapMs: number
  events: number
  pings: number
}

/** The progress of a stream of which nothing has come. @param sentAt when the request was sent, ms */
export function startProgress(sentAt: number): StreamProgress {
  return {
    sentAt,
    lastSignAt: undefined,
    firstContentAt: undefined,
    lastContentAt: undefined,
    longestGapMs: 0,
    events: 0,
    pings: 0,
  }
}

/** Records content that came at `now`. */
export function noteContent(progress: StreamProgress, now: number): void {
  const { lastContentAt = now } = progress
  progress.longestGapMs = Math.max(progress.longestGapMs, now - lastContentAt)
  progress.firstContentAt ??= now
  progress.lastContentAt = now
}
