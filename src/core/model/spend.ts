import type { RunResult, StepResult } from './run.ts'
import { DAY } from './time.ts'

/** What probing spent: by a run, or by all runs of a target on a day. Whole numbers. */
export interface Spend {
  /** Answers that came back, a page's pictures and scripts included; of a command-line client its turns. */
  readonly requests: number
  /** Read from a cache or not. */
  readonly inputTokens: number
  readonly outputTokens: number
  /** Millionths of a US dollar, by the prices in the configuration; 0 where there are none. */
  readonly microUsd: number
}

/** What can be capped. */
export const BUDGET_KINDS = ['requests', 'outputTokens', 'microUsd'] as const
export type BudgetKind = (typeof BUDGET_KINDS)[number]

/** What a target's probing may spend from 00:00 to 24:00 UTC; what is absent is not capped. */
export interface Budget extends Partial<Pick<Spend, BudgetKind>> {
  /** One per model, or a single one without a name for all. */
  readonly prices?: readonly ModelPrice[]
}

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly model?: string
  readonly input: number
  readonly output: number
}

/** What a target's probing spent on one day (UTC). */
export interface DaySpend extends Spend {
  readonly target: string
  /** Epoch ms at which the day begins. */
  readonly day: number
}

export const NOTHING_SPENT: Spend = { requests: 0, inputTokens: 0, outputTokens: 0, microUsd: 0 }

/** Start of the UTC day of an instant, epoch ms. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY) * DAY
}

export function addSpend(a: Spend, b: Spend): Spend {
  return {
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    microUsd: a.microUsd + b.microUsd,
  }
}

/** More than any step can spend: what a client claims of itself must neither lower a sum nor burst it. */
const MOST = 1e9

/**
 * What a run spent, by what its steps measured: `input_tokens` and `output_tokens` as the service counted them, and
 * `requests` where a client says how often it asked. A run that was answered nothing still asked once. A model without
 * a price of its own costs what the dearest does.
 */
export function spendOf(run: RunResult, prices: readonly ModelPrice[] = [], model?: string): Spend {
  if (run.outcome === 'skipped') return NOTHING_SPENT
  const sum = (of: (step: StepResult) => number) =>
    Math.ceil(run.steps.reduce((total, step) => total + Math.min(MOST, Math.max(0, of(step))), 0))
  const inputTokens = sum(({ measures }) => measures.input_tokens ?? 0)
  const outputTokens = sum(({ measures }) => measures.output_tokens ?? 0)
  const costs = pricesFor(prices, model).map(({ input, output }) => inputTokens * input + outputTokens * output)
  return {
    requests: Math.max(1, sum(requestsOf)),
    inputTokens,
    outputTokens,
    // A dollar per million tokens is a millionth of a dollar per token.
    microUsd: Math.ceil(Math.max(0, ...costs)),
  }
}

function requestsOf({ measures, statuses }: StepResult): number {
  return measures.requests ?? Object.values(statuses).reduce((total, count) => total + count, 0)
}

function pricesFor(prices: readonly ModelPrice[], model: string | undefined): readonly ModelPrice[] {
  const own = prices.filter((price) => price.model !== undefined && price.model === model)
  return own.length > 0 ? own : prices
}

const KIND_WORDS: Readonly<Record<Exclude<BudgetKind, 'microUsd'>, string>> = {
  requests: 'requests',
  outputTokens: 'output tokens',
}

/** '12,400 output tokens', '$0.42' */
export function spentWords(kind: BudgetKind, amount: number): string {
  if (kind === 'microUsd') return usdWords(amount)
  return `${new Intl.NumberFormat('en-GB').format(Math.round(amount))} ${KIND_WORDS[kind]}`
}

/** '$12.40'; small sums with as many digits as they need: '$0.0042'. */
export function usdWords(microUsd: number): string {
  const usd = microUsd / 1_000_000
  if (usd >= 0.1) return `$${usd.toFixed(2)}`
  const rounded = Number(usd.toPrecision(2))
  const digits = rounded === 0 ? 2 : 1 - Math.floor(Math.log10(rounded))
  return `$${rounded.toFixed(Math.min(6, digits))}`
}
