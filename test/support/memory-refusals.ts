import type { ChannelRefusal } from '../../src/core/index.ts'
import type { StoredDelivery } from './stored-delivery.ts'

/** @param refused by the time of the next attempt */
export function refusalOf(refused: readonly StoredDelivery[]): ChannelRefusal | undefined {
  const [next] = refused
  if (!next) return undefined
  const since = Math.min(...refused.map(({ refusedAt = next.dueAt }) => refusedAt))
  return { since, reason: next.lastError ?? '', retryAt: next.dueAt }
}
