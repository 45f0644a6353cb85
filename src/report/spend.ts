import type { SpendView } from '../../dashboards/model/model.ts'
import {
  addSpend,
  BUDGET_KINDS,
  type Budget,
  type DaySpend,
  dayOf,
  NOTHING_SPENT,
  type Notice,
  oneLine,
} from '../core/index.ts'
import { groupBy } from './group.ts'

/** Daily caps by target. */
export type Budgets = Readonly<Record<string, Budget>>

/** The spend of probing: the total of all days that touch the range, and the last day (UTC) against its budget. */
export function spendViews(from: {
  readonly days: readonly DaySpend[]
  readonly budgets: Budgets
  readonly notices: readonly Notice[]
  /** End of the range, epoch ms. */
  readonly to: number
}): SpendView[] {
  const lastDay = dayOf(from.to - 1)
  const targets = [...new Set([...from.days.map(({ target }) => target), ...Object.keys(from.budgets)])].sort()
  const daysOf = groupBy(from.days, ({ target }) => target)
  return targets.map((target) => {
    const ofTarget = daysOf.get(target) ?? []
    const sum = (days: readonly DaySpend[]) => days.reduce(addSpend, NOTHING_SPENT)
    const notice = from.notices.find((candidate) => candidate.failure.class === 'budget' && candidate.target === target)
    return {
      target: oneLine(target, 40),
      today: sum(ofTarget.filter(({ day }) => day === lastDay)),
      total: sum(ofTarget),
      days: ofTarget.length,
      caps: BUDGET_KINDS.flatMap((kind) => {
        const cap = from.budgets[target]?.[kind]
        return cap === undefined ? [] : [{ kind, cap }]
      }),
      slowed: notice !== undefined,
    }
  })
}
