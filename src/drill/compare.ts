import type { DrillSummary } from '../core/index.ts'
import { tenths } from './component.ts'

/** A drill next to the one before it. */
export interface Comparison {
  readonly before: DrillSummary
  /** How many percentage points of the possible score it changed by. */
  readonly change: number
}

/** The drill next to the newest completed one of the same scenario, else to the newest of any; undefined without one. */
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
