import type { PersonReport } from '../core/index.ts'

/** A report of a person or a hook. */
interface IncomingReport extends Pick<PersonReport, 'trouble' | 'via' | 'reporter' | 'client'> {
  /** `claude/cli`. Default: the surface of the command-line client. */
  readonly surface?: string
  /** When it happened, epoch ms; never in the future. */
  readonly at: number
}

/** Accepts and stores the reports of people. */
export interface ReportDesk {
  /** The surfaces that can be reported: `claude/cli`. */
  surfaces(): readonly string[]
  /** Whether a token with this hash (SHA-256, hexadecimal) may send reports. */
  accepts(hash: string): Promise<boolean>
  /** @returns false, and stores nothing, where there is no such surface */
  take(report: IncomingReport): Promise<boolean>
}
