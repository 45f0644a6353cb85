/** `fail`: it does not work. `warn`: it works, with a drawback. */
export type Level = 'ok' | 'warn' | 'fail'

/** The result of a check: one line, and what to do about it. */
export interface Finding {
  /** The subject: `browser`, `claude/api`. */
  readonly check: string
  readonly level: Level
  readonly text: string
  readonly todo?: string
}

/** One check of the set-up. */
export interface Check {
  readonly name: string
  /** Timeout, ms. Default: 15 s. */
  readonly limitMs?: number
  /** Stops when `signal` aborts. An error it throws becomes a finding. */
  run(signal: AbortSignal): Promise<CheckResult | readonly CheckResult[]>
}

/** A finding whose `check` defaults to the name of the check. */
export type CheckResult = Omit<Finding, 'check'> & Partial<Pick<Finding, 'check'>>

export const ok = (text: string): CheckResult => ({ level: 'ok', text })
export const warn = (text: string, todo: string): CheckResult => ({ level: 'warn', text, todo })
export const fail = (text: string, todo: string): CheckResult => ({ level: 'fail', text, todo })
