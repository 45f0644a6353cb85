import type { Alert, DeliveryState } from '../../src/core/index.ts'

/** A delivery as it stands in the outbox. */
export interface StoredDelivery {
  readonly id: number
  readonly alert: Alert
  readonly channel: string
  /** The message it goes in. */
  message?: number
  state: DeliveryState
  attempts: number
  dueAt: number
  leasedUntil: number
  sentAt?: number
  /** Which recipients refused it. */
  note?: string | undefined
  lastError?: string
  /** When its channel first refused it. */
  refusedAt?: number | undefined
  /** How often it was reported sent. */
  timesSent: number
}

export function isOpen({ state }: StoredDelivery): boolean {
  return state === 'pending' || state === 'sending'
}

export function isDue({ state, dueAt, leasedUntil }: StoredDelivery, now: number): boolean {
  return (state === 'pending' && dueAt <= now) || (state === 'sending' && leasedUntil <= now)
}

export function isRefused({ refusedAt }: StoredDelivery): boolean {
  return refusedAt !== undefined
}
