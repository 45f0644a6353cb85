import { BUDGET_KINDS, spentWords } from '../../src/core/index.ts'
import type { SpendView } from '../model/model.ts'

/** Spending of one target today and over the range. */
export function Spent({ spent }: { spent: SpendView }) {
  const { target, today, total, days, caps, slowed } = spent
  const amounts = BUDGET_KINDS.flatMap((kind) => {
    const cap = caps.find((entry) => entry.kind === kind)?.cap
    if (cap === undefined) return today[kind] > 0 ? [spentWords(kind, today[kind])] : []
    return [`${spentWords(kind, today[kind])} (${Math.floor((100 * today[kind]) / cap)} % of ${spentWords(kind, cap)})`]
  })
  const sums = BUDGET_KINDS.filter((kind) => total[kind] > 0).map((kind) => spentWords(kind, total[kind]))
  return (
    <li class={slowed ? 'bad' : undefined}>
      Spent today (UTC) on <bdi>{target}</bdi>: {amounts.join(', ') || 'nothing'}
      {days > 1 ? `; in ${days} days ${sums.join(', ')}` : ''}.{slowed ? <b> Probing is slowed.</b> : null}
    </li>
  )
}
