import type { PersonReport, ReportedTrouble } from '../model/person-report.ts'
import { surfaceId } from '../model/run.ts'
import { MINUTE } from '../model/time.ts'
import { plural } from '../text/lists.ts'
import { clockTime, timeAndDay } from '../text/zoned-time.ts'

/** People who report the same surface. */
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
/** How many different people make a witness: one may have a broken laptop, two may share an office. */
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
  const recent = reports.filter((report) => report.at > now - PEOPLE_WINDOW_MS && report.at <= now)
  return peopleBySurface(recent).filter(({ people }) => people >= PEOPLE_NEEDED)
}

/** How many people reported each surface, few or many, those with the newest report first. Pure. */
export function peopleBySurface(reports: readonly PersonReport[]): readonly PeopleWitness[] {
  const about = reports.filter((report) => !isOursToFix(report))
  return [...new Set(about.map(reportedSurface))]
    .map((surface) => {
      const reported = about.filter((report) => reportedSurface(report) === surface)
      const times = reported.map(({ at }) => at)
      const people = new Set(reported.map(({ reporter }) => reporter)).size
      return { surface, people, since: Math.min(...times), last: Math.max(...times) }
    })
    .toSorted((a, b) => b.last - a.last)
}

/** "3 people report claude/login since 21:02:10 UTC" */
export function peopleText({ surface, people, since }: PeopleWitness, timezone?: string): string {
  return `${plural(people, 'person', 'people')} report ${surface} since ${clockTime(since, timezone)}`
}

/** "2 people reported claude/login, the last at 21:40:00 UTC on Mon 23 Nov 2026" */
export function reportedText({ surface, people, last }: PeopleWitness): string {
  return `${plural(people, 'person', 'people')} reported ${surface}, the last at ${timeAndDay(last)}`
}

/** The witnesses of a target. */
export function witnessesOf(witnesses: readonly PeopleWitness[], target: string): readonly PeopleWitness[] {
  return witnesses.filter(({ surface }) => surface.startsWith(`${target}/`))
}
