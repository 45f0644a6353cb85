/** `fail`: it will not work like this. `warn`: it works, but somebody should know. */
export type Level = 'ok' | 'warn' | 'fail'

/** What a check found: one line, and what to do about it. */
export interface Finding {
  /** What was looked at: `browser`, `claude/api`. */
  readonly check: string
  readonly level: Level
  readonly text: string
  readonly todo?: string
}

/** One thing to look at. */
export interface Check {
  readonly name: string
  /** Longest time it may take, ms. Default: 15 s. */
  readonly limitMs?: number
  /** May throw: what was thrown is a finding as well. Stops when `signal` aborts. */
  run(signal: AbortSignal): Promise<Found | readonly Found[]>
}

/** A finding; `check` where it is about something else than its check is named after. */
export type Found = Omit<Finding, 'check'> & Partial<Pick<Finding, 'check'>>

export const ok = (text: string): Found => ({ level: 'ok', text })
export const warn = (text: string, todo: string): Found => ({ level: 'warn', text, todo })
export const fail = (text: string, todo: string): Found => ({ level: 'fail', text, todo })
