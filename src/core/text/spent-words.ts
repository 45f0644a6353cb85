import type { BudgetKind } from '../model/spend.ts'
import { plural } from './lists.ts'

const KIND_WORDS: Readonly<Record<Exclude<BudgetKind, 'microUsd'>, string>> = {
  requests: 'request',
  outputTokens: 'output token',
}

/** '12,400 output tokens', '1 request', '$0.42' */
export function spentWords(kind: BudgetKind, amount: number): string {
  if (kind === 'microUsd') return usdWords(amount)
  return plural(Math.round(amount), KIND_WORDS[kind])
}

/** '9,212 output tokens (9 % of 100,000 output tokens)'; without a cap the amount alone. */
export function spentOfCap(kind: BudgetKind, amount: number, cap: number | undefined): string {
  const words = spentWords(kind, amount)
  return cap === undefined ? words : `${words} (${Math.floor((100 * amount) / cap)} % of ${spentWords(kind, cap)})`
}

/** '$12.40'; two significant digits below ten cents: '$0.0042'. */
function usdWords(microUsd: number): string {
  const usd = microUsd / 1_000_000
  if (usd >= 0.1) return `$${usd.toFixed(2)}`
  const rounded = Number(usd.toPrecision(2))
  const digits = rounded === 0 ? 2 : 1 - Math.floor(Math.log10(rounded))
  return `$${rounded.toFixed(Math.min(6, digits))}`
}
