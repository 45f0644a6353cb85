import { BUDGET_KINDS, type Budget, type BudgetKind, DAY, dayOf, defined, HOUR, type Spend } from '../core/index.ts'

/** A probe that spends from the budget of its target. */
export interface Spender {
  readonly id: string
  /** Least time between two of its slots, ms. */
  readonly everyMs: number
  /** How many slots a day has. */
  readonly perDay: number
  /** The usual spend of a run; zero before the first run. */
  readonly cost: Spend
  /** Slot of its last run (epoch ms). */
  readonly lastAt?: number
}

interface BudgetInput {
  readonly budget: Budget
  /** What the target's probing spent today, with the expected spend of the runs under way. */
  readonly spent: Spend
  readonly spenders: readonly Spender[]
  readonly now: number
  /** The plan until now: slowdowns of the same day are eased late, so that the cadence does not waver. */
  readonly before?: Pick<BudgetPlan, 'day' | 'slowdowns'>
}

/** Probes that spend this kind run every n-th slot only; absent: every slot. */
export type Slowdowns = Readonly<Partial<Record<BudgetKind, number>>>

/** The pace at which a target's probes keep within the rest of the day's budget. */
export interface BudgetPlan {
  /** Start of the day it is for, epoch ms. */
  readonly day: number
  readonly slowdowns: Slowdowns
  /** Least time between two scheduled runs, ms, by id; only of probes that are slowed. */
  readonly everyMs: ReadonlyMap<string, number>
  /** Probes without confirm runs: the rest of the budget pays for one run an hour only. */
  readonly bare: ReadonlySet<string>
  /** What the whole day costs at the configured cadence from now on. */
  readonly forecast: Spend
  /** The kind with the smallest share left. */
  readonly scarce?: BudgetKind
}

/** A probe runs about this often even when the budget is used up, unless its own cadence is slower, ms. */
export const LEAST_WATCH_MS = HOUR
/** A slowdown is eased only where the forecast then stays below this share of the rest: hysteresis. */
const EASED_BELOW = 0.9
const SLOWEST = 1e6

/**
 * Stretches the cadence of those who spend what is short, so that what is left lasts until 24:00 UTC. Kept back first is
 * what the least watch (a run an hour of each probe) needs until then, so that watching never stops; once nothing but
 * that is left, there are no other runs. Pure.
 */
export function planBudget(input: BudgetInput): BudgetPlan {
  const day = dayOf(input.now)
  const before = input.before?.day === day ? input.before.slowdowns : {}
  const rest = (day + DAY - input.now) / DAY
  const slowdowns: Partial<Record<BudgetKind, number>> = {}
  const forecast = { ...input.spent }
  const bare = new Set<string>()
  for (const kind of [...BUDGET_KINDS, 'inputTokens'] as const) {
    forecast[kind] += Math.round(total(input.spenders, ({ cost, perDay }) => cost[kind] * perDay * rest))
  }
  for (const kind of BUDGET_KINDS) {
    const cap = input.budget[kind]
    const spenders = input.spenders.filter(({ cost }) => cost[kind] > 0)
    if (cap === undefined || spenders.length === 0) continue
    const remaining = cap - input.spent[kind]
    // Every probe may start once more before the next plan.
    const least = total(spenders, (spender) => spender.cost[kind] * (1 + leastRuns(spender, input.now)))
    const isBare = remaining < least
    const needed = total(spenders, ({ cost, perDay }) => cost[kind] * perDay * rest)
    const slowdown = isBare ? SLOWEST : eased(needed / remaining, of(before, kind))
    if (slowdown > 1) slowdowns[kind] = slowdown
    if (isBare) for (const { id } of spenders) bare.add(id)
  }
  const scarce = BUDGET_KINDS.filter((kind) => slowdowns[kind]).sort((a, b) => of(slowdowns, b) - of(slowdowns, a))[0]
  const everyMs = stretched(input.spenders, slowdowns)
  return { day, slowdowns, everyMs, bare, forecast, ...defined({ scarce }) }
}

/** `wanted` as a whole number of slots, at least 1; below the slowdown before only where there is room to spare. */
function eased(wanted: number, before: number): number {
  const whole = (ratio: number) => Math.min(SLOWEST, Math.max(1, Math.ceil(ratio)))
  return Math.max(whole(wanted), Math.min(before, whole(wanted / EASED_BELOW)))
}

function stretched(spenders: readonly Spender[], slowdowns: Slowdowns): ReadonlyMap<string, number> {
  const longer = new Map<string, number>()
  for (const { id, everyMs, cost } of spenders) {
    const slowdown = Math.max(1, ...BUDGET_KINDS.map((kind) => (cost[kind] > 0 ? of(slowdowns, kind) : 1)))
    const slowed = Math.min(slowdown * everyMs, Math.max(LEAST_WATCH_MS, everyMs))
    if (slowed > everyMs) longer.set(id, slowed)
  }
  return longer
}

/** How many runs of the least watch a probe can still have today. */
function leastRuns({ everyMs, lastAt }: Spender, now: number): number {
  const gap = Math.max(LEAST_WATCH_MS, everyMs)
  const first = lastAt === undefined ? now : Math.max(now, lastAt + gap)
  return Math.max(0, Math.ceil((dayOf(now) + DAY - first) / gap))
}

function of(slowdowns: Slowdowns, kind: BudgetKind): number {
  return slowdowns[kind] ?? 1
}

function total(spenders: readonly Spender[], of: (spender: Spender) => number): number {
  return spenders.reduce((sum, spender) => sum + of(spender), 0)
}

/** Weight of the newest run in the usual spend (exponential moving average). */
const NEWEST_SHARE = 1 / 8

/** The usual spend of a run: an exponential moving average over runs. */
export function usualCost(before: Spend | undefined, latest: Spend): Spend {
  if (!before) return latest
  const next = (kind: keyof Spend) => before[kind] + (latest[kind] - before[kind]) * NEWEST_SHARE
  return {
    requests: next('requests'),
    inputTokens: next('inputTokens'),
    outputTokens: next('outputTokens'),
    microUsd: next('microUsd'),
  }
}
