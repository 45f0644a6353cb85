import type { DrillSummary } from '../core/index.ts'
import { tenths } from './component.ts'

/** A drill compared with an earlier one. */
export interface Comparison {
  readonly before: DrillSummary
  /** Change of the score, in percentage points of the possible score. */
  readonly change: number
}

/** The drill compared with the newest completed one of its scenario, else of any scenario; undefined without one. */
export function compareDrills(
  drill: Pick<DrillSummary, 'id' | 'scenario' | 'score' | 'possible'>,
  drills: readonly DrillSummary[],
): Comparison | undefined {
  const earlier = drills
    .filter(({ id, status }) => id !== drill.id && status === 'completed')
    .toSorted((a, b) => b.at - a.at)
  const before = earlier.find(({ scenario }) => scenario === drill.scenario) ?? earlier[0]
  return before && { before, change: tenths(percentOf(drill) - percentOf(before)) }
}

function percentOf({ score, possible }: Pick<DrillSummary, 'score' | 'possible'>): number {
  return possible > 0 ? (100 * score) / possible : 0
}
