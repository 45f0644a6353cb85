import {
  type Alert,
  type AlertAction,
  type AlertImpact,
  type Cost,
  count,
  isEnd,
  listOf,
  oneLine,
} from '../../core/index.ts'

/** Most workflows in a message, which also lists its surfaces. */
const MOST_ACTIONS = 8
const MOST_COSTS = 4

/** Who is affected and what it costs, then what to do in each workflow; clean lines, empty where the alert has neither. */
export function planLines(alert: Pick<Alert, 'impact' | 'actions' | 'kind' | 'drillOf'>): readonly string[] {
  const { impact, actions = [] } = alert
  const more = actions.length - MOST_ACTIONS
  return [
    ...(impact ? [impactLine(impact, isEnd(alert) ? 'Cost' : 'Cost so far')] : []),
    ...(actions.length > 0 ? ['What to do:'] : []),
    ...actions.slice(0, MOST_ACTIONS).map(actionLine),
    ...(more > 0 ? [`And ${count(more)} more.`] : []),
  ]
}

/** "Affected: 25 people in code review. Cost so far: £1,240.00." */
function impactLine({ affected, cost = [] }: AlertImpact, label: string): string {
  const words = `Affected: ${oneLine(affected, 400).replace(/[.\s]+$/, '')}.`
  const costs = cost.slice(0, MOST_COSTS).map(costWords)
  const more = cost.length > MOST_COSTS ? [`${count(cost.length - MOST_COSTS)} more`] : []
  return costs.length === 0 ? words : `${words} ${label}: ${listOf([...costs, ...more])}.`
}

/** "£3,600.00 (without a plan £9,000.00)", "£9,000.00 (promised £5,400.00)" */
function costWords({ amount, currency, withoutPlan, promised }: Cost): string {
  const notes = [
    ...(withoutPlan === undefined ? [] : [`without a plan ${money(withoutPlan, currency)}`]),
    ...(promised === undefined ? [] : [`promised ${money(promised, currency)}`]),
  ]
  return notes.length > 0 ? `${money(amount, currency)} (${notes.join('; ')})` : money(amount, currency)
}

function money(amount: number, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${amount} ${oneLine(currency, 10)}`
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(amount)
}

/** "• code review: Switch to openai/cli (https://wiki.example/switch)" */
function actionLine({ workflow, text, link }: AlertAction): string {
  const address = link && /^https?:\/\//i.test(link.url) ? ` (${oneLine(link.url, 300)})` : ''
  return `• ${oneLine(workflow, 60)}: ${oneLine(text, 300)}${address}`
}
