import { HOUR, MINUTE, SECOND } from '../../core/index.ts'

const FIRST_MS = 2 * SECOND
const MOST_MS = 5 * MINUTE
/** The longest wait the other side may ask for. */
const MOST_ASKED_MS = HOUR

/**
 * Wait before the next try, ms: doubles with each attempt up to five minutes, the upper half of it by chance (`random`
 * in [0, 1)), so that many waiters do not come back at once; never shorter than the other side asked for.
 */
export function backoffMs(attempts: number, random: () => number, retryAfterMs = 0): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, attempts - 1)))
  return Math.max(Math.round(whole / 2 + (random() * whole) / 2), Math.min(retryAfterMs, MOST_ASKED_MS))
}
