import { budgetsOf } from '../../budget/index.ts'
import type { Config } from '../../config/index.ts'
import {
  BUDGET_KINDS,
  type Budget,
  type DaySpend,
  dayOf,
  defined,
  NOTHING_SPENT,
  spentOfCap,
} from '../../core/index.ts'
import type { StoreReader } from '../../store/index.ts'

/** What probing a target spent today (UTC), and its budget. */
export interface SpentToday extends DaySpend {
  readonly budget?: Budget
  /** The open notice while the budget slows the probes down. */
  readonly slowed?: string
}

/** The budgets of all targets, the bundled sandbox's among them, by name. */
export function budgetsIn({ targets, sandboxBudget }: Config): Readonly<Record<string, Budget>> {
  return { ...(sandboxBudget ? { sandbox: sandboxBudget } : {}), ...budgetsOf(targets) }
}

/** Today's spending of the named targets that have spent something or have a budget. */
export async function readSpentToday(
  store: StoreReader,
  config: Config,
  names: ReadonlySet<string>,
  now: number,
): Promise<readonly SpentToday[]> {
  const day = dayOf(now)
  const budgets = budgetsIn(config)
  const [days, notices] = await Promise.all([store.spend({ from: day, to: day + 1 }), store.openNotices()])
  return [...names].flatMap((target) => {
    const spent = days.find((day) => day.target === target)
    const budget = budgets[target]
    if (!spent && !budget) return []
    const notice = notices.find(({ failure, target: of }) => failure.class === 'budget' && of === target)
    return [
      {
        ...(spent ?? { ...NOTHING_SPENT, target, day }),
        ...defined({ budget }),
        ...(notice ? { slowed: notice.text } : {}),
      },
    ]
  })
}

/** 'claude  spent today (UTC): 1,203 requests, 9,212 output tokens (9 % of 100,000 output tokens)' */
export function spentText({ target, budget, slowed, ...spent }: SpentToday): string {
  const kinds = BUDGET_KINDS.filter((kind) => spent[kind] > 0 || budget?.[kind] !== undefined)
  const parts = kinds.map((kind) => spentOfCap(kind, spent[kind], budget?.[kind]))
  const line = `${target}  spent today (UTC): ${parts.join(', ')}\n`
  return slowed ? `${line}${' '.repeat(target.length)}  slowed: ${slowed}\n` : line
}

/** The same for scripts; amounts of money in US dollars. */
export function spentJson({ target, day, budget, slowed, ...spent }: SpentToday): object {
  const { requests, inputTokens, outputTokens, microUsd } = spent
  const priced = budget?.prices !== undefined || microUsd > 0
  const { microUsd: cap, requests: mostRequests, outputTokens: mostTokens } = budget ?? {}
  return {
    target,
    day: new Date(day).toISOString().slice(0, 10),
    requests,
    inputTokens,
    outputTokens,
    ...(priced ? { usd: microUsd / 1_000_000 } : {}),
    ...(budget
      ? { budget: { requests: mostRequests, outputTokens: mostTokens, usd: cap === undefined ? cap : cap / 1_000_000 } }
      : {}),
    slowed: slowed ?? null,
  }
}
