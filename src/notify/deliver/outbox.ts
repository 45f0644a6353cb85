import type { Alert } from '../../core/index.ts'

/** A delivery that its holder may try until the lease runs out. */
export interface LeasedDelivery {
  readonly id: number
  readonly alert: Alert
  readonly channel: string
  /** Tries so far, this one included. */
  readonly attempts: number
}

/** Where deliveries wait; the store implements it. All times are epoch ms. */
export interface Outbox {
  /** Takes up to `limit` deliveries that are due, or whose last holder died with them; nobody else gets them for `leaseMs`. */
  lease(now: number, limit: number, leaseMs: number): Promise<readonly LeasedDelivery[]>
  /** `note`: which recipients refused it, where the others have it. */
  sent(id: number, now: number, note?: string): Promise<void>
  retry(id: number, dueAt: number, error: string): Promise<void>
  dead(id: number, now: number, error: string): Promise<void>
  /** Sends the alert of a delivery through another channel as well, unless it already goes there. */
  redirect(id: number, channel: string, now: number): Promise<void>
  /** The clock was set back to `now` by `byMs`: what waits for a later time waits that much less. */
  clockSetBack(now: number, byMs: number): Promise<void>
  counts(): Promise<{ readonly pending: number; readonly dead: number }>
}
