import type { DrillSummary } from '../model/drill.ts'
import { DAY } from '../model/time.ts'

/** A plan that was not drilled for this long is stale, ms. */
const DRILL_MAX_AGE_MS = 90 * DAY

/** Whether a plan was rehearsed lately. */
export interface DrillStanding {
  readonly stale: boolean
  /** The newest drill that was played to its end, epoch ms. */
  readonly lastAt?: number
  readonly score?: number
  readonly possible?: number
  /** "The plan was never drilled", "The plan was not drilled for 120 days (limit 90)" */
  readonly text: string
}

/** @param drills of the plan, in any order @param now epoch ms */
export function drillStanding(drills: readonly DrillSummary[], now: number): DrillStanding {
  const last = drills
    .filter(({ status, example }) => status === 'completed' && !example)
    .toSorted((a, b) => b.at - a.at)[0]
  if (!last) return { stale: true, text: 'The plan was never drilled' }
  const days = Math.floor((now - last.at) / DAY)
  const stale = now - last.at > DRILL_MAX_AGE_MS
  const points = `${last.score} of ${last.possible} points`
  return {
    ...{ stale, lastAt: last.at, score: last.score, possible: last.possible },
    text: stale
      ? `The plan was not drilled for ${days} days (limit ${DRILL_MAX_AGE_MS / DAY})`
      : `The plan was last drilled ${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`} (${points})`,
  }
}
