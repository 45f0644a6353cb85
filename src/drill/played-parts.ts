import type { WorkflowImpact } from './impact.ts'
import type { DrillRecord } from './record.ts'

type Played = Pick<DrillRecord, 'status' | 'changes' | 'verdicts'>

/** The parts of a drill that were played far enough to be scored: all of a completed one. */
interface PlayedParts {
  /** Whether an outage was detected or missed, so that alerts can be scored. */
  readonly trouble: boolean
  /** Whether every fault has ended, and its end was detected or missed. */
  readonly end: boolean
}

export function playedParts({ status, changes, verdicts }: Played): PlayedParts {
  if (status === 'completed') return { trouble: true, end: true }
  const newest = new Map(changes.map((change) => [change.surface, change]))
  const isOver = [...newest.values()].every(({ surface, at, probability }) => {
    const ofSurface = verdicts.filter((verdict) => verdict.surface === surface)
    // The end of an outage that was missed is the verdict that it was missed.
    return probability === 0 && ofSurface.some((verdict) => verdict.changedAt === at || verdict.at === at)
  })
  return { trouble: verdicts.some(({ kind }) => kind === 'trouble'), end: newest.size > 0 && isOver }
}

/** Whether the outage that affected a workflow was played until it was detected or missed. */
export function isHitPlayed({ status, verdicts }: Played, { hitBy }: Pick<WorkflowImpact, 'hitBy'>): boolean {
  return status === 'completed' || verdicts.some(({ kind, surface }) => kind === 'trouble' && hitBy.includes(surface))
}

/** Why a drill has no score: it was stopped too early. Undefined where it has one. */
export function whyUnscored(card: {
  readonly status: DrillRecord['status']
  readonly possible: number
  readonly changes: DrillRecord['changes']
}): string | undefined {
  if (card.status === 'completed' || card.possible > 0) return undefined
  return card.changes.length === 0 ? 'stopped before the first fault' : 'stopped before the first outage was detected'
}
