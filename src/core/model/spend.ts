import type { RunResult, StepResult } from './run.ts'
import { DAY } from './time.ts'

/** The cost of probing: of one run, or of all runs of a target on a day. Whole numbers. */
export interface Spend {
  /** HTTP responses, including images and scripts of a page; for a command-line client its turns. */
  readonly requests: number
  /** Including tokens that the service read from its cache. */
  readonly inputTokens: number
  readonly outputTokens: number
  /** Millionths of a US dollar, by the prices in the configuration; 0 without prices. */
  readonly microUsd: number
}

/** Amounts that a budget can cap. */
export const BUDGET_KINDS = ['requests', 'outputTokens', 'microUsd'] as const
export type BudgetKind = (typeof BUDGET_KINDS)[number]

/** The daily caps of a target, from 00:00 to 24:00 UTC. An absent amount has no cap. */
export interface Budget extends Partial<Pick<Spend, BudgetKind>> {
  /** One price per model, or a single price without a model for all. */
  readonly prices?: readonly ModelPrice[]
}

/** US dollars per million tokens. */
interface ModelPrice {
  readonly model?: string
  readonly input: number
  readonly output: number
}

/** The cost of probing one target on one day (UTC). */
export interface DaySpend extends Spend {
  readonly target: string
  /** Start of the day, epoch ms. */
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

/** Upper limit for the amounts of one step, so that an implausible count of a client cannot distort a sum. */
const MAX_PER_STEP = 1e9

/**
 * The cost of a run, from the measures of its steps: `input_tokens` and `output_tokens` by the count of the service, and
 * `requests` if a client reports them. A run without a response counts one request. A model without a price costs as
 * much as the most expensive one.
 */
export function spendOf(run: RunResult, prices: readonly ModelPrice[] = [], model?: string): Spend {
  if (run.outcome === 'skipped') return NOTHING_SPENT
  const sum = (of: (step: StepResult) => number) =>
    Math.ceil(run.steps.reduce((total, step) => total + Math.min(MAX_PER_STEP, Math.max(0, of(step))), 0))
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
  const pricesOfModel = prices.filter((price) => price.model !== undefined && price.model === model)
  return pricesOfModel.length > 0 ? pricesOfModel : prices
}
