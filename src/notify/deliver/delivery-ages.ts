import { type Clock, DAY, type MonotonicClock } from '../../core/index.ts'
import type { LeasedDelivery } from './outbox.ts'

/** How long deliveries wait, by the monotonic clock. */
export interface DeliveryAges {
  /** Age of the alert, ms: by the wall clock when it was taken first here, from then on by the monotonic clock. */
  ageMs(delivery: LeasedDelivery): number
  /** The delivery was sent or given up. */
  forget(delivery: LeasedDelivery): void
}

/** A delivery is given up after a day; what is older was settled elsewhere, ms. */
const KEPT_MS = 2 * DAY
const MOST_KEPT = 5_000

/** Ages that a clock that is set does not change: an alert neither expires by a jump, nor is it called late. */
export function createDeliveryAges(clock: Clock & MonotonicClock): DeliveryAges {
  const bornAt = new Map<number, number>()

  function forgetOld(elapsed: number): void {
    for (const [id, at] of bornAt) {
      if (bornAt.size < MOST_KEPT && elapsed - at < KEPT_MS) return
      bornAt.delete(id)
    }
  }

  return {
    ageMs({ id, alert }) {
      const elapsed = clock.elapsed()
      let born = bornAt.get(id)
      if (born === undefined) {
        forgetOld(elapsed)
        // An alert of the future is one from before the clock was set back.
        born = elapsed - Math.max(0, clock.now() - alert.at)
        bornAt.set(id, born)
      }
      return elapsed - born
    },
    forget: ({ id }) => void bornAt.delete(id),
  }
}
