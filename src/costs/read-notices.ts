import { type PricedPlan, readStoredPlan, type TroubleSpan, troubleSpans } from '../continuity/index.ts'
import {
  defined,
  type FailureClass,
  isBroken,
  noticeSubject,
  type OutageHistory,
  type Range,
  type StoredNotice,
  surfaceId,
} from '../core/index.ts'
import type { PricedOutage } from './outage.ts'
import { withRuns } from './runs-of-spans.ts'
import { hasLimit, refOf, surfacesInvolved, surfacesOfB } from './surfaces.ts'

/** Classes of failures on our own side that stop work: an expired or revoked key, a used-up quota or credit. */
export const OWN_CLASSES: ReadonlySet<FailureClass> = new Set(['credentials', 'quota'])

/** Whether a notice is of our own key, quota or credit. */
function isOwn({ blame, failure }: StoredNotice): boolean {
  return blame === 'ours' && OWN_CLASSES.has(failure.class)
}

/**
 * The outages of our own keys, quotas and credits in a range. Trouble of the provider at the same time takes precedence: its
 * incident is priced.
 * @param plan the current plan, whose surfaces are read
 */
export async function readOwnOutages(
  history: OutageHistory,
  plan: Pick<PricedPlan, 'workflows'>,
  range: Range,
): Promise<readonly PricedOutage[]> {
  const surfaces = surfacesInvolved(plan)
  if (surfaces.length === 0) return []
  const notices = (await history.noticesOf({ ...range, surfaces: surfaces.map(refOf) })).filter(isOwn)
  const plans = await history.outagePlans(notices.map(noticeSubject))
  const outages: PricedOutage[] = []
  for (const notice of notices) {
    const stored = plans.find(({ subject }) => subject === noticeSubject(notice))
    const priced = stored && readStoredPlan(stored.plan)
    if (!priced) continue
    const before = outages.flatMap(({ trouble }) => trouble.own)
    outages.push(await outageOf(history, notice, { plan: priced, before, now: range.to }))
  }
  return outages
}

async function outageOf(
  history: OutageHistory,
  notice: StoredNotice,
  of: { readonly plan: PricedPlan; readonly before: readonly TroubleSpan[]; readonly now: number },
): Promise<PricedOutage> {
  const { at: from, closedAt } = notice
  const range = { from, to: closedAt ?? Math.max(from, of.now) }
  const surfaces = surfacesInvolved(of.plan)
  const changes = await history.surfaceChanges({ ...range, to: range.to + 1, surfaces: surfaces.map(refOf) })
  const spans = troubleSpans(changes, surfaces, range)
  const broken = spans.filter(({ state }) => isBroken(state))
  const earlier = await withRuns(history, broken, { withSpeed: hasLimit(of.plan) })
  return {
    ...{ subject: noticeSubject(notice), target: notice.target, ours: true, plan: of.plan, from, alertedAt: from },
    ...defined({ to: closedAt }),
    trouble: {
      own: [spanOf(notice, range)],
      earlier: [...earlier, ...of.before],
      others: [...spans, ...(await unavailableSpans(history, of.plan, range))],
    },
  }
}

function spanOf(notice: StoredNotice, { from, to }: Range): TroubleSpan {
  return { surface: surfaceId(notice), state: 'down', from, to, class: notice.failure.class }
}

/** The times in which a surface of model B was unusable because of our own key or quota. */
export async function unavailableSpans(
  history: Pick<OutageHistory, 'noticesOf'>,
  plan: Pick<PricedPlan, 'workflows'>,
  range: Range,
): Promise<readonly TroubleSpan[]> {
  const surfaces = surfacesOfB(plan)
  if (surfaces.length === 0) return []
  const notices = await history.noticesOf({ ...range, surfaces: surfaces.map(refOf) })
  return notices.filter(isOwn).map((notice) => spanOf(notice, { from: notice.at, to: notice.closedAt ?? range.to }))
}
