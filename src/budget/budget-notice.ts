import {
  BUDGET_KINDS,
  type BudgetKind,
  DAY,
  formatDuration,
  type Notice,
  spentWords,
  type Target,
} from '../core/index.ts'
import type { BudgetStanding } from './budgets.ts'
import { LEAST_WATCH_MS } from './pace.ts'

/** Probes named in a notice. */
const MOST_NAMED = 6

/** @returns the notice that a target's probing is slowed to keep within its budget; its key names the day */
export function budgetNotice({ target, spent, plan }: BudgetStanding, now: number): Notice | undefined {
  const { scarce, forecast } = plan
  const cap = scarce && target.budget?.[scarce]
  if (plan.everyMs.size === 0 || scarce === undefined || cap === undefined) return undefined
  const time = new Date(now).toISOString()
  const short = shortage({
    spent: spent[scarce],
    forecast: forecast[scarce],
    cap,
    kind: scarce,
    time: time.slice(11, 16),
  })
  return {
    key: `${target.name}/budget/${time.slice(0, 10)}`,
    target: target.name,
    surface: '',
    probe: '',
    blame: 'ours',
    at: now,
    open: true,
    failure: { class: 'budget', blame: 'ours', message: short.headline },
    text: `probing ${target.name} ${short.sentence}: ${pacesIn(plan)}`,
  }
}

/** Names the cause: the forecast while less than half of the budget is spent, after that the amount spent. */
function shortage(of: { spent: number; forecast: number; cap: number; kind: BudgetKind; time: string }) {
  const inUnits = (amount: number) => spentWords(of.kind, amount)
  const share = `${Math.floor((100 * of.spent) / of.cap)} %`
  const whole = `about ${inUnits(rounded(of.forecast))}`
  if (of.spent < of.cap / 2) {
    return {
      headline: `today would take ${whole}, its budget is ${inUnits(of.cap)}`,
      sentence: `as configured would take ${whole} today, and its budget is ${inUnits(of.cap)}, ${share} of it used by ${of.time} UTC`,
    }
  }
  const used = `used ${share} of its ${inUnits(of.cap)} for today by ${of.time} UTC`
  return { headline: used, sentence: `has ${used}, and as configured would take ${whole}` }
}

/** An estimate: two significant digits. */
function rounded(amount: number): number {
  return Number(amount.toPrecision(2))
}

/** 'api now runs every 4 min, cli every 20 min' */
function pacesIn({ everyMs, bare }: BudgetStanding['plan']): string {
  const paces = [...everyMs].map(([id, ms], index) => {
    const probe = id.slice(id.indexOf('/') + 1)
    return `${probe} ${index === 0 ? 'now runs ' : ''}every ${formatDuration(ms)}`
  })
  const others = paces.length - MOST_NAMED
  const named = [...paces.slice(0, MOST_NAMED), ...(others > 0 ? [`${others} more probes are slower too`] : [])].join(
    ', ',
  )
  return bare.size > 0 ? `${named}, without confirm runs` : named
}

/**
 * The cost of a day at the configured cadence, estimated from stored runs, next to the budget:
 * 'claude: as configured about 2,600 requests, 12,000 output tokens a day; the budget is 100,000 output tokens'
 */
export function forecastText({ target, spenders }: BudgetStanding): string {
  const caps = capsOf(target).map(({ kind, cap }) => spentWords(kind, cap))
  const budget = `the budget is ${caps.join(', ') || 'open'}`
  const day = spenders.every(({ cost }) => cost.requests > 0)
    ? BUDGET_KINDS.map((kind) => [kind, dayAtMost(spenders, kind, Number.POSITIVE_INFINITY)] as const)
        .filter(([, amount]) => amount > 0)
        .map(([kind, amount]) => spentWords(kind, rounded(amount)))
    : [`${Math.round(spenders.reduce((sum, { perDay }) => sum + perDay, 0))} runs`]
  return `${target.name}: as configured about ${day.join(', ')} a day; ${budget}`
}

/** @returns why a budget cannot pay for one run an hour of each probe; undefined where it can, by an estimate from stored runs */
export function tooSmall({ target, spenders }: BudgetStanding): string | undefined {
  const short = capsOf(target).find(({ kind, cap }) => dayAtMost(spenders, kind, DAY / LEAST_WATCH_MS) > cap)
  if (!short) return undefined
  const least = dayAtMost(spenders, short.kind, DAY / LEAST_WATCH_MS)
  return `${target.name}: a budget of ${spentWords(short.kind, short.cap)} cannot pay for one run an hour of each probe (about ${spentWords(short.kind, rounded(least))} a day). Probes still run once an hour, so it will be exceeded.`
}

function dayAtMost(spenders: BudgetStanding['spenders'], kind: BudgetKind, mostRuns: number): number {
  return spenders.reduce((sum, { cost, perDay }) => sum + cost[kind] * Math.min(perDay, mostRuns), 0)
}

function capsOf({ budget }: Target): readonly { readonly kind: BudgetKind; readonly cap: number }[] {
  return BUDGET_KINDS.flatMap((kind) => {
    const cap = budget?.[kind]
    return cap === undefined ? [] : [{ kind, cap }]
  })
}
