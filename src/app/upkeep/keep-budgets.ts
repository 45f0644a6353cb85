import { type BudgetStanding, type Budgets, budgetNotice, forecastText, tooSmall } from '../../budget/index.ts'
import { type Alert, dayOf, type Log, type Notice } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { Pipeline } from '../worker/pipeline.ts'

/** How many of the newest alerts are searched for one of today; more than any day has. */
const ALERTS_READ = 500

/** Reports what a day of probing is expected to cost, and where its budget cannot pay for one run an hour of each probe. */
export function reportForecasts(
  budgets: Pick<Budgets, 'standings'>,
  { progress, log }: { readonly progress: (text: string) => void; readonly log: Log },
): void {
  for (const standing of budgets.standings()) {
    progress(forecastText(standing))
    const short = tooSmall(standing)
    if (short) log.warn(short, { hint: 'Raise the budget, or watch fewer probes.' })
  }
}

export interface BudgetKeeperDeps {
  readonly budgets: Pick<Budgets, 'standings' | 'refresh'>
  readonly pipeline: Pick<Pipeline, 'note'>
  readonly store: Pick<Store, 'openNotices' | 'alerts'>
}

/** Plans the rest of the day by what was spent until now, and notifies the owner of a slowed target once a day. */
interface BudgetKeeper {
  /** @returns the alerts that were planned */
  keep(now: number): Promise<readonly Alert[]>
}

type Plan = BudgetStanding['plan']

export function createBudgetKeeper(deps: BudgetKeeperDeps): BudgetKeeper {
  /** The plan that each notice was written for, by the notice's key. */
  const notedPlans = new Map<string, Plan>()
  return {
    async keep(now) {
      const { budgets, store } = deps
      if (budgets.standings().length === 0) return []
      await budgets.refresh()
      const open = (await store.openNotices()).filter(({ failure }) => failure.class === 'budget')
      const alerts: Alert[] = []
      for (const standing of budgets.standings()) {
        const ofTarget = open.filter(({ target }) => target === standing.target.name)
        alerts.push(...(await keepTarget(deps, notedPlans, { standing, open: ofTarget, now })))
      }
      return alerts
    },
  }
}

async function keepTarget(
  { pipeline, store }: BudgetKeeperDeps,
  notedPlans: Map<string, Plan>,
  of: { readonly standing: BudgetStanding; readonly open: readonly Notice[]; readonly now: number },
): Promise<readonly Alert[]> {
  const { standing, open, now } = of
  const notice = budgetNotice(standing, now)
  for (const outdated of open.filter(({ key }) => key !== notice?.key)) {
    await pipeline.note({ ...outdated, at: now, open: false })
    notedPlans.delete(outdated.key)
  }
  if (!notice) return []
  const stored = open.find(({ key }) => key === notice.key)
  const noted = notedPlans.get(notice.key)
  // The spend changes with every run; the notice is written again only for another pace.
  if (stored && noted && isSamePace(noted, standing.plan)) return []
  const isKnown = stored !== undefined || (await wasAlerted(store, notice))
  const alerts = await pipeline.note(stored ? { ...notice, at: stored.at } : notice)
  notedPlans.set(notice.key, standing.plan)
  return isKnown ? [] : alerts
}

/** Whether the probes run equally often, with confirm runs or without. */
function isSamePace(before: Plan, now: Plan): boolean {
  if (before.everyMs.size !== now.everyMs.size || before.bare.size > 0 !== now.bare.size > 0) return false
  return [...before.everyMs].every(([id, ms]) => now.everyMs.get(id) === ms)
}

async function wasAlerted(store: Pick<Store, 'alerts'>, { key, at }: Notice): Promise<boolean> {
  const today = await store.alerts({ from: dayOf(at), limit: ALERTS_READ })
  return today.some(({ notice }) => notice?.key === key)
}
