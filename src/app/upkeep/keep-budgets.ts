import type { Budgets } from '../../budget/index.ts'
import { budgetNotice, forecastText, tooSmall } from '../../budget/index.ts'
import { type Alert, dayOf, type Log, type Notice } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { Pipeline } from '../worker/pipeline.ts'

/** Alerts looked through for one of today; more than any day has. */
const ALERTS_READ = 500

/** Says what a day of probing is going to cost, and where its budget cannot pay for the least of it. */
export function reportForecasts(
  budgets: Budgets,
  { progress, log }: { readonly progress: (text: string) => void; readonly log: Log },
): void {
  for (const standing of budgets.standings()) {
    progress(forecastText(standing))
    const short = tooSmall(standing)
    if (short) log.warn(short, { hint: 'Raise the budget, or watch fewer probes.' })
  }
}

/** Plans the rest of the day by what was spent until now, and tells the owner of a target that is slowed, once a day. */
export async function keepBudgets(
  from: { readonly budgets: Budgets; readonly pipeline: Pick<Pipeline, 'note'>; readonly store: Store },
  now: number,
): Promise<readonly Alert[]> {
  const { budgets, pipeline, store } = from
  const standings = budgets.standings()
  if (standings.length === 0) return []
  await budgets.refresh()
  const open = (await store.openNotices()).filter(({ failure }) => failure.class === 'budget')
  const alerts: Alert[] = []
  for (const standing of budgets.standings()) {
    const notice = budgetNotice(standing, now)
    const mine = open.filter(({ target }) => target === standing.target.name)
    for (const stale of mine.filter(({ key }) => key !== notice?.key)) {
      await pipeline.note({ ...stale, at: now, open: false })
    }
    if (!notice) continue
    const known = mine.find(({ key }) => key === notice.key)
    if (known && pacesOf(known) === pacesOf(notice)) continue
    const told = known !== undefined || (await wasTold(store, notice))
    const made = await pipeline.note(known ? { ...notice, at: known.at } : notice)
    if (!told) alerts.push(...made)
  }
  return alerts
}

/** The end of the text: what was used changes with every run, and is no reason to write the notice anew. */
function pacesOf({ text }: Notice): string {
  return text.slice(text.lastIndexOf(': '))
}

async function wasTold(store: Store, { key, at }: Notice): Promise<boolean> {
  const today = await store.alerts({ from: dayOf(at), limit: ALERTS_READ })
  return today.some(({ notice }) => notice?.key === key)
}
