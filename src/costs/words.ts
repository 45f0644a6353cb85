import { amountsText } from '../continuity/index.ts'
import { count, listOf } from '../core/index.ts'
import type { OutageCost } from './outage.ts'

/** '£3,600 (without a plan £9,000, saved £5,400)', one amount per currency; 'nothing' outside working hours. */
export function costWords({ totals }: Pick<OutageCost, 'totals'>): string {
  return totals.length === 0 ? 'nothing' : listOf(totals.map(amountsText))
}

/** '12 person-hours are not measured and not priced'; undefined where everything was measured. */
export function unknownWords({ workflows }: Pick<OutageCost, 'workflows'>): string | undefined {
  const hours = workflows.reduce((sum, { unknownHours }) => sum + unknownHours, 0)
  if (hours < SHORTEST_HOURS) return undefined
  const rounded = hours < 10 ? Number(hours.toFixed(1)) : Math.round(hours)
  return `${count(rounded)} ${rounded === 1 ? 'person-hour is' : 'person-hours are'} not measured and not priced`
}

/** Fewer hours are not mentioned. */
const SHORTEST_HOURS = 0.1
