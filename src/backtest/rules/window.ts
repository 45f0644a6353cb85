import { HOUR, MINUTE } from '../../core/index.ts'
import { type Check, idleWhile, onChange, type Rule, type RuleSetup } from './rule.ts'

/** The failures of a sliding window, and the interval that gives the number of checks in it. */
interface Sliding {
  readonly on: boolean
  /** Epoch ms, oldest first. */
  readonly failures: readonly number[]
  /** First check, epoch ms. */
  readonly from: number
  /** Time between two checks, of all locations together, ms. */
  readonly gapMs: number
}

const WINDOW_MS = 5 * MINUTE

function startSliding({ everyMs, locations }: RuleSetup): Sliding {
  return { on: false, failures: [], from: 0, gapMs: everyMs / locations }
}

function since(failures: readonly number[], from: number): readonly number[] {
  return failures.length > 0 && (failures[0] ?? 0) <= from ? failures.filter((at) => at > from) : failures
}

/** The failures of the window that ends with a check. */
function failuresAfter({ failures }: Sliding, check: Check): readonly number[] {
  const recent = since(failures, check.at - WINDOW_MS)
  return check.ok ? recent : [...recent, check.at]
}

/** Grafana Synthetic Monitoring, ProbeFailedExecutionsTooHigh: at least one failure in five minutes, all probes pooled. */
export const grafana: Rule<Sliding> = {
  name: 'grafana',
  start: startSliding,
  apply(state, check) {
    const failures = failuresAfter(state, check)
    const { from, gapMs } = state
    return onChange(state, { on: !check.quiet && failures.length > 0, failures, from, gapMs })
  },
  tickMs: MINUTE,
  tick(state, now) {
    const failures = since(state.failures, now - WINDOW_MS)
    const { on, from, gapMs } = state
    return onChange(state, { on: on && failures.length > 0, failures, from, gapMs })
  },
  idleUntil: ({ failures, on }) => idleWhile(failures.length === 0 && !on),
}

interface Pending extends Sliding {
  /** Since when the condition is true, epoch ms; 0 while it is not. */
  readonly holdsSince: number
}

/** Grafana Synthetic Monitoring, the legacy high-sensitivity rule: success below 95 % over five minutes, for five minutes. */
export const grafanaLegacy: Rule<Pending> = {
  name: 'grafana-legacy',
  start: (setup) => ({ ...startSliding(setup), holdsSince: 0 }),
  apply(state, check) {
    const { gapMs } = state
    const from = state.from || check.at
    const failures = failuresAfter(state, check)
    const holds = errorRatio({ failures, from, gapMs }, check.at, WINDOW_MS) > 0.05
    const holdsSince = holds ? state.holdsSince || check.at : 0
    const on = !check.quiet && holds && check.at - holdsSince >= WINDOW_MS
    return onChange(state, { on, failures, from, gapMs, holdsSince })
  },
  idleUntil: ({ failures, from, holdsSince }) => idleWhile(from > 0 && failures.length === 0 && holdsSince === 0),
}

const BUDGET = 0.01
const LONGEST = 6 * HOUR
const BURN_RATES = [
  { long: HOUR, short: 5 * MINUTE, rate: 14.4 },
  { long: LONGEST, short: 30 * MINUTE, rate: 6 },
] as const

/**
 * The two paging windows of the multi-window, multi-burn-rate alert of the SRE workbook. The objective is 99 %: at 99.9 %
 * and one check a minute, a single failure would page.
 */
export const burnRate: Rule<Sliding> = {
  name: 'burn-rate',
  start: startSliding,
  apply(state, check) {
    const from = state.from || check.at
    if (check.ok && !state.on) return state.from ? { state } : { state: { ...state, from } }
    const recent = state.failures.filter((at) => at > check.at - LONGEST)
    const failures = check.ok ? recent : [...recent, check.at]
    const { gapMs } = state
    const window = { failures, from, gapMs }
    const on = BURN_RATES.some(({ long, short, rate }) => {
      const limit = rate * BUDGET
      return errorRatio(window, check.at, short) > limit && errorRatio(window, check.at, long) > limit
    })
    return onChange(state, { on: on && !check.quiet, failures, from, gapMs })
  },
  idleUntil: ({ on, from }) => idleWhile(from > 0 && !on),
}

function errorRatio({ failures, from, gapMs }: Omit<Sliding, 'on'>, now: number, lengthMs: number): number {
  let bad = 0
  for (let index = failures.length - 1; index >= 0 && (failures[index] ?? 0) > now - lengthMs; index -= 1) bad += 1
  const checks = Math.max(1, Math.round(Math.min(lengthMs, now - from + gapMs) / gapMs))
  return bad / checks
}
