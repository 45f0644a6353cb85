import type { WorkflowImpact } from './impact.ts'
import type { DrillRecord } from './record.ts'

type Played = Pick<DrillRecord, 'status' | 'changes' | 'verdicts'>

/** What of a drill was played far enough to be scored. Of one that played to its end: all of it. */
export interface PlayedParts {
  /** Whether a trouble was found or missed: alerts and what people do follow from that. */
  readonly trouble: boolean
  /** Whether every fault has ended and its end was found or missed. */
  readonly end: boolean
}

export function playedParts({ status, changes, verdicts }: Played): PlayedParts {
  if (status === 'completed') return { trouble: true, end: true }
  const newest = new Map(changes.map((change) => [change.surface, change]))
  const isOver = [...newest.values()].every(({ surface, at, probability }) => {
    const ofSurface = verdicts.filter((one) => one.surface === surface)
    // Where its trouble was missed, its end is that verdict.
    return probability === 0 && ofSurface.some((one) => one.changedAt === at || one.at === at)
  })
  return { trouble: verdicts.some(({ kind }) => kind === 'trouble'), end: newest.size > 0 && isOver }
}

/** Whether the trouble that hit a workflow was played until it was found or missed. */
export function isHitPlayed({ status, verdicts }: Played, { hitBy }: Pick<WorkflowImpact, 'hitBy'>): boolean {
  return status === 'completed' || verdicts.some(({ kind, surface }) => kind === 'trouble' && hitBy.includes(surface))
}

/** Why a drill has no score: it was stopped before there was anything to score. Undefined where it has one. */
export function whyUnscored(card: {
  readonly status: DrillRecord['status']
  readonly possible: number
  readonly changes: DrillRecord['changes']
}): string | undefined {
  if (card.status === 'completed' || card.possible > 0) return undefined
  return card.changes.length === 0 ? 'stopped before the first fault' : 'stopped before the first trouble was found'
}
