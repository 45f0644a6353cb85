import { type Backoff, backoffMs, HOUR, MINUTE, SECOND } from '../../core/index.ts'

/** Between the attempts of a delivery: half of each wait is random. */
export const DELIVERY_BACKOFF: Backoff = { firstMs: 2 * SECOND, longestMs: 5 * MINUTE, jitter: 0.5 }
/** From the second answer in a row that limits the rate on. */
const LIMIT_BACKOFF: Backoff = { firstMs: SECOND, longestMs: 5 * MINUTE, jitter: 0 }
/** The longest wait the other side may ask for. */
const LONGEST_ASKED_MS = HOUR

/**
 * How long a channel that limits its rate is left alone, ms: as long as it asks, an hour at most; longer from the second
 * such answer in a row on, where it asks for less than it means.
 */
export function pauseMs(askedMs: number, inARow: number): number {
  const atLeast = inARow < 2 ? 0 : backoffMs(LIMIT_BACKOFF, inARow, 0)
  return Math.max(atLeast, Math.min(askedMs, LONGEST_ASKED_MS))
}
