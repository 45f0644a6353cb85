import { HOUR, MINUTE } from '../../core/index.ts'
import { onChange, type Rule } from './rule.ts'

/** Checks of a sliding window. */
interface Sliding {
  readonly on: boolean
  readonly checks: readonly { readonly at: number; readonly bad: boolean }[]
}

function slide(checks: Sliding['checks'], at: number, lengthMs: number, bad?: boolean): Sliding['checks'] {
  const first = checks.findIndex((check) => check.at > at - lengthMs)
  const kept = first < 0 ? [] : first === 0 ? checks : checks.slice(first)
  return bad === undefined ? kept : [...kept, { at, bad }]
}

function countBad(checks: Sliding['checks']): number {
  let bad = 0
  for (const check of checks) if (check.bad) bad += 1
  return bad
}

/** Grafana Synthetic Monitoring, ProbeFailedExecutionsTooHigh: at least one failure in five minutes, all probes pooled. */
export const grafana: Rule<Sliding> = {
  name: 'grafana',
  words: 'one failure within five minutes, over all locations',
  start: () => ({ on: false, checks: [] }),
  take(state, check) {
    const checks = slide(state.checks, check.at, 5 * MINUTE, !check.ok)
    return onChange(state, { on: !check.quiet && countBad(checks) >= 1, checks })
  },
  tickMs: MINUTE,
  tick(state, now) {
    const checks = slide(state.checks, now, 5 * MINUTE)
    return onChange(state, { on: state.on && countBad(checks) >= 1, checks })
  },
}

interface Pending extends Sliding {
  /** Since when the condition holds; 0 while it does not. */
  readonly since: number
}

/** Grafana Synthetic Monitoring, the older rule of high sensitivity: success below 95 % over five minutes, for five minutes. */
export const grafanaLegacy: Rule<Pending> = {
  name: 'grafana-legacy',
  words: 'success below 95 % over five minutes, for five minutes',
  start: () => ({ on: false, checks: [], since: 0 }),
  take(state, check) {
    const checks = slide(state.checks, check.at, 5 * MINUTE, !check.ok)
    const holds = countBad(checks) / checks.length > 0.05
    const since = holds ? state.since || check.at : 0
    return onChange(state, { on: !check.quiet && holds && check.at - since >= 5 * MINUTE, checks, since })
  },
}

/** The failures of the last six hours, and what is needed to say how many checks there were. */
interface Budgeting {
  readonly on: boolean
  readonly failures: readonly number[]
  readonly from: number
  /** Time between two checks, of all locations together, ms. */
  readonly gapMs: number
}

const BUDGET = 0.01
const LONGEST = 6 * HOUR
const BURN_RATES = [
  { long: HOUR, short: 5 * MINUTE, rate: 14.4 },
  { long: LONGEST, short: 30 * MINUTE, rate: 6 },
] as const

/**
 * The multi-window, multi-burn-rate alert of the SRE workbook, its two paging rows. The objective is 99 %: at 99.9 %
 * and one check a minute a single failure would page.
 */
export const burnRate: Rule<Budgeting> = {
  name: 'burn-rate',
  words: '14.4 times the budget of 99 % over 1 h and 5 min, or 6 times over 6 h and 30 min',
  start: ({ everyMs, locations }) => ({ on: false, failures: [], from: 0, gapMs: everyMs / locations }),
  take(state, check) {
    const from = state.from || check.at
    if (check.ok && !state.on) return state.from ? { state } : { state: { ...state, from } }
    const recent = state.failures.filter((at) => at > check.at - LONGEST)
    const failures = check.ok ? recent : [...recent, check.at]
    const next = { ...state, from, failures }
    const on = BURN_RATES.some(({ long, short, rate }) => {
      const limit = rate * BUDGET
      return errorRatio(next, check.at, short) > limit && errorRatio(next, check.at, long) > limit
    })
    return onChange(state, { ...next, on: on && !check.quiet })
  },
}

function errorRatio({ failures, from, gapMs }: Budgeting, now: number, lengthMs: number): number {
  let bad = 0
  for (let index = failures.length - 1; index >= 0 && (failures[index] ?? 0) > now - lengthMs; index -= 1) bad += 1
  const checks = Math.max(1, Math.round(Math.min(lengthMs, now - from + gapMs) / gapMs))
  return bad / checks
}
