import type { CostRow, CostSummary, CostView } from '../../dashboards/model/model.ts'
import { type Amounts, moneyText, totalsOf } from '../continuity/index.ts'
import { type ContinuityPlan, defined, type History, type IncidentRecord, oneLine, type Range } from '../core/index.ts'
import { costWords, type OutageCost, priceOutage, readOutages, readOwnOutages, unknownWords } from '../costs/index.ts'

/** The workflows of the configuration, by which the report prices outages. */
export type CostedPlan = Pick<ContinuityPlan, 'workflows'>

/** The costs until `now` (epoch ms) of open incidents, and of open outages of our own keys, quotas and credits. */
export async function readOpenCosts(
  history: History,
  plan: CostedPlan | undefined,
  incidents: readonly IncidentRecord[],
  now: number,
): Promise<readonly CostView[]> {
  if (!plan) return []
  const ownOutages = await readOwnOutages(history, plan, { from: now, to: now })
  const outages = [...(await readOutages(history, incidents, now)), ...ownOutages.filter(({ to }) => to === undefined)]
  return outages.map((outage) => costView(priceOutage(outage)))
}

/** The costs of a range: of each incident as a whole, and of all together within the range. */
export interface TrendCosts {
  /** By the name of the incident. */
  readonly byIncident: ReadonlyMap<string, CostView>
  /** Absent where no work was stopped. */
  readonly summary?: CostSummary
  /** One for each currency. */
  readonly totals: readonly Amounts[]
}

/** Reads the costs of the outages of a range; empty without a plan. */
export async function readTrendCosts(
  history: History,
  plan: CostedPlan | undefined,
  { from, to }: Range,
): Promise<TrendCosts> {
  if (!plan) return { byIncident: new Map(), totals: [] }
  const outages = await readOutages(history, await history.incidents({ from, to }), to)
  const ownOutages = await readOwnOutages(history, plan, { from, to })
  const costs = [...outages, ...ownOutages].map((outage) => priceOutage(outage, { from, to }))
  return {
    byIncident: new Map(outages.map((outage) => [outage.subject, costView(priceOutage(outage))])),
    ...defined({ summary: summaryOf(costs) }),
    totals: totalsOf(costs.flatMap(({ totals }) => totals)),
  }
}

export function costView(cost: OutageCost): CostView {
  const { subject, target, ours, open, workflows } = cost
  return {
    ...{ subject, target, ours, open, text: costWords(cost) },
    ...defined({ unknown: unknownWords(cost) }),
    workflows: workflows.map((line) => rowOf(line.workflow, line, { ours, lostHours: line.lostHours })),
  }
}

function rowOf(name: string, amounts: Amounts, more: { readonly ours: boolean; readonly lostHours?: number }): CostRow {
  const { cost, withoutPlan, promised, currency } = amounts
  return {
    ...{ name: oneLine(name, 100), cost: moneyText(cost, currency), withoutPlan: moneyText(withoutPlan, currency) },
    ...defined({ promised: promised > 0 ? moneyText(promised, currency) : undefined }),
    ...more,
  }
}

function summaryOf(costs: readonly OutageCost[]): CostSummary | undefined {
  const workflows = costs.flatMap(({ workflows: lines }) => lines)
  if (workflows.length === 0) return undefined
  const lines = costs.flatMap((cost) => cost.workflows.map((line) => ({ ...line, ours: cost.ours })))
  const parts = lines.flatMap(({ ours, surfaces }) => surfaces.map((part) => ({ ...part, ours })))
  return {
    text: costWords({ totals: totalsOf(costs.flatMap(({ totals }) => totals)) }),
    ...defined({ unknown: unknownWords({ workflows }) }),
    workflows: grouped(lines, ({ workflow }) => workflow, true),
    surfaces: grouped(parts, ({ surface }) => surface, false),
  }
}

/** One row for each name, currency and cause, the most expensive first. */
function grouped<Line extends Amounts & { readonly ours: boolean; readonly lostHours?: number }>(
  lines: readonly Line[],
  nameOf: (line: Line) => string,
  withHours: boolean,
): readonly CostRow[] {
  const keys = [...new Set(lines.map((line) => JSON.stringify([nameOf(line), line.currency, line.ours])))]
  return keys
    .map((key) => {
      const [name, currency, ours] = JSON.parse(key) as [string, string, boolean]
      const same = lines.filter((other) => nameOf(other) === name && other.currency === currency && other.ours === ours)
      const lostHours = same.reduce((sum, line) => sum + (line.lostHours ?? 0), 0)
      return { name, ours, amounts: totalsOf(same)[0] as Amounts, ...(withHours ? { lostHours } : {}) }
    })
    .toSorted((a, b) => b.amounts.cost - a.amounts.cost)
    .map(({ name, amounts, ...more }) => rowOf(name, amounts, more))
}
