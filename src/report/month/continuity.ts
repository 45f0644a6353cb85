import type { MonthAfterwards, MonthCost, MonthModel, MonthPlan } from '../../../dashboards/model/month.ts'
import { type Amounts, moneyText, type PlanEvaluation } from '../../continuity/index.ts'
import {
  type DrillSummary,
  defined,
  drillStanding,
  type History,
  type OpenAfterwards,
  oneLine,
  type Range,
} from '../../core/index.ts'
import { type CostedPlan, readTrendCosts } from '../costs.ts'

/** Items and drills that are listed: two pages hold no more. */
const AFTERWARDS = 4
const DRILLS = 3

type MonthContinuity = Pick<MonthModel, 'cost' | 'costs' | 'plan' | 'afterwards' | 'moreAfterwards'>

/** The costs of the outages of a month, how far the plan protects the work, and the open items. */
export async function readMonthContinuity(
  history: History,
  of: {
    readonly range: Range
    /** The month before. */
    readonly before: Range
    readonly costs?: CostedPlan
    readonly plan?: PlanEvaluation
  },
): Promise<MonthContinuity> {
  const [costs, earlier, drills, items] = await Promise.all([
    readTrendCosts(history, of.costs, of.range),
    readTrendCosts(history, of.costs, of.before),
    history.drills(),
    history.afterwards(),
  ])
  const open = items.filter(({ at }) => at < of.range.to)
  const hasPlan = of.plan !== undefined && of.plan.workflows.length > 0
  return {
    ...defined({
      cost: costs.summary?.text,
      costs: of.costs && costsOf(costs.totals, earlier.totals),
      plan: hasPlan ? planOf(of.plan, drills, of.range) : undefined,
    }),
    afterwards: open.slice(0, AFTERWARDS).map(itemOf),
    moreAfterwards: Math.max(0, open.length - AFTERWARDS),
  }
}

function costsOf(current: readonly Amounts[], before: readonly Amounts[]): readonly MonthCost[] {
  return current.map(({ currency, cost, withoutPlan }) => {
    const earlier = before.find((amounts) => amounts.currency === currency)
    return {
      ...{ cost: moneyText(cost, currency), withoutPlan: moneyText(withoutPlan, currency) },
      ...defined({ before: earlier && moneyText(earlier.cost, currency) }),
    }
  })
}

function planOf({ workflows }: PlanEvaluation, all: readonly DrillSummary[], { from, to }: Range): MonthPlan {
  const count = (protection: PlanEvaluation['workflows'][number]['protection']) =>
    workflows.filter((workflow) => workflow.protection === protection).length
  const drills = all.filter(({ at, example }) => at < to && !example)
  const { stale, text } = drillStanding(drills, to)
  return {
    ...{ workflows: workflows.length, proven: count('proven'), promised: count('promised') },
    ...{ stop: count('stop'), none: count('none'), rehearsed: text, isStale: stale },
    drills: drills
      .filter(({ at }) => at >= from)
      .slice(-DRILLS)
      .map(({ at, scenario, status, score, possible }) => ({
        ...{ at, scenario: oneLine(scenario, 60) },
        score: status === 'completed' ? `${score} of ${possible} points` : status,
      })),
  }
}

function itemOf({ incident, workflow, item }: OpenAfterwards): MonthAfterwards {
  return { incident, workflow: oneLine(workflow, 60), item: oneLine(item, 160) }
}
