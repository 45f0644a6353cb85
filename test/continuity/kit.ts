import type { Readiness } from '../../src/continuity/index.ts'
import { DAY, type FailoverProof, HOUR, type Workflow, type WorkingHours } from '../../src/core/index.ts'

/** 2 March 2026, 09:00 UTC, a Monday. */
export const MONDAY = Date.UTC(2026, 2, 2, 9)

/** Every hour of the week. */
export const ALWAYS: WorkingHours = {
  text: '00:00-24:00',
  weekMs: 7 * DAY,
  openMsWithin: (from, to) => Math.max(0, to - from),
}

/** 09:00 to 17:00 UTC on every day. */
export const OFFICE: WorkingHours = {
  text: '09:00-17:00 UTC',
  weekMs: 7 * 8 * HOUR,
  openMsWithin(from, to) {
    let sum = 0
    for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
      sum += Math.max(0, Math.min(to, day + 17 * HOUR) - Math.max(from, day + 9 * HOUR))
    }
    return sum
  },
}

/** The workflow of the worked example: 25 people, £90, a switch that carries 60 %. */
export function codeReview(changes: Partial<Workflow> = {}): Workflow {
  return {
    name: 'code review',
    people: 25,
    rate: { amount: 90, currency: 'GBP' },
    hours: OFFICE,
    uses: ['claude/cli'],
    hitBy: 'degraded',
    afterwards: [],
    fallback: { kind: 'switch', through: 'openai/cli', capacity: 0.6, proofMaxAgeMs: 30 * DAY },
    ...changes,
  }
}

/** A green proof for an overload, a day before the Monday. */
export function proof(changes: Partial<FailoverProof> = {}): FailoverProof {
  return { class: 'overloaded', route: 'gateway', through: 'openai/cli', at: MONDAY - DAY, green: true, ...changes }
}

/** Model B is up, with these proofs and files. */
export function ready(proofs: readonly FailoverProof[] = [proof()], files: Readiness['files'] = {}): Readiness {
  return { surfaces: { 'openai/cli': { state: 'operational' } }, proofs, files }
}
