import { type JudgedChanges, noticeSubject } from '../../core/index.ts'
import { OWN_CLASSES } from '../../costs/index.ts'

/** The current plan as text to store with trouble of a target; undefined where no workflow uses the target. */
export type KeepPlan = (target: string) => string | undefined

/** Changes with the plans that their incident or notices are priced with, where one opens. */
export function withPlans<Changes extends JudgedChanges>(changes: Changes, keepPlan: KeepPlan | undefined): Changes {
  const opening = keepPlan ? openingIn(changes) : []
  if (opening.length === 0) return changes
  const plans = opening.flatMap(({ subject, target }) => {
    const plan = keepPlan?.(target)
    return plan === undefined ? [] : [{ subject, plan }]
  })
  return plans.length > 0 ? { ...changes, plans } : changes
}

interface Opening {
  readonly subject: string
  readonly target: string
}

/** The incident or notices that open. Of notices those on our own keys, quotas and credits, which stop work like an outage. */
function openingIn({ incident: change, notices }: JudgedChanges): readonly Opening[] {
  const ownerNotices = notices.filter(
    ({ open, blame, failure }) => open && blame === 'ours' && OWN_CLASSES.has(failure.class),
  )
  return [
    ...(change?.entries.some(({ kind }) => kind === 'opened')
      ? [{ subject: change.incident.name, target: change.incident.target }]
      : []),
    ...ownerNotices.map((notice) => ({ subject: noticeSubject(notice), target: notice.target })),
  ]
}
