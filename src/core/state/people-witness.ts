import type { PersonReport, ReportedTrouble } from '../model/person-report.ts'
import { surfaceId } from '../model/run.ts'
import { MINUTE } from '../model/time.ts'

/** People who report the same surface within `PEOPLE_WINDOW_MS`. */
export interface PeopleWitness {
  /** `claude/login` */
  readonly surface: string
  /** How many different people. */
  readonly people: number
  /** The first and the last of their reports, epoch ms. */
  readonly since: number
  readonly last: number
}

export const PEOPLE_WINDOW_MS = 10 * MINUTE
/** So many different people are a witness: one may have a broken laptop, two may share an office. */
const PEOPLE_NEEDED = 3

/** Errors that are the team's own: its bill, or what it asked for. */
const OURS: readonly ReportedTrouble[] = ['billing_error', 'invalid_request', 'max_output_tokens']

/** Whether a report is about the team's own fault, and so about no surface. */
export function isOursToFix({ trouble }: Pick<PersonReport, 'trouble'>): boolean {
  return OURS.includes(trouble)
}

/** The surface that a report is about: a rejected sign-in is about `login`, wherever it was seen. */
export function reportedSurface(report: Pick<PersonReport, 'target' | 'surface' | 'trouble'>): string {
  const isAboutLogin = report.trouble === 'authentication_failed' || report.trouble === 'sign_in'
  return surfaceId({ target: report.target, surface: isAboutLogin ? 'login' : report.surface })
}

/**
 * The surfaces that at least three different people reported within the last ten minutes, the newest first. A witness decides
 * no state. Pure.
 */
export function peopleWitnesses(reports: readonly PersonReport[], now: number): readonly PeopleWitness[] {
  const recent = reports.filter(
    (report) => !isOursToFix(report) && report.at > now - PEOPLE_WINDOW_MS && report.at <= now,
  )
  return [...new Set(recent.map(reportedSurface))]
    .map((surface) => {
      const reported = recent.filter((report) => reportedSurface(report) === surface)
      const times = reported.map(({ at }) => at)
      const people = new Set(reported.map(({ reporter }) => reporter)).size
      return { surface, people, since: Math.min(...times), last: Math.max(...times) }
    })
    .filter(({ people }) => people >= PEOPLE_NEEDED)
    .toSorted((a, b) => b.last - a.last)
}
