import { BUDGET_KINDS, spentOfCap, spentWords } from '../../src/core/index.ts'
import type { SpendView } from '../model/model.ts'

/** Spending of one target today and over the range. */
export function Spent({ spent }: { spent: SpendView }) {
  const { target, today, total, days, caps, slowed } = spent
  const amounts = BUDGET_KINDS.flatMap((kind) => {
    const cap = caps.find((entry) => entry.kind === kind)?.cap
    return cap !== undefined || today[kind] > 0 ? [spentOfCap(kind, today[kind], cap)] : []
  })
  const sums = BUDGET_KINDS.filter((kind) => total[kind] > 0).map((kind) => spentWords(kind, total[kind]))
  return (
    <li class={slowed ? 'bad' : undefined}>
      Spent today (UTC) on <bdi>{target}</bdi>: {amounts.join(', ') || 'nothing'}
      {days > 1 ? `; in ${days} days ${sums.join(', ')}` : ''}.{slowed ? <b> Probing is slowed.</b> : null}
    </li>
  )
}
