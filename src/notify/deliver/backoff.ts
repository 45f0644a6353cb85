import { HOUR, MINUTE, SECOND } from '../../core/index.ts'

const FIRST_MS = 2 * SECOND
const LONGEST_MS = 5 * MINUTE
/** The longest wait the other side may ask for. */
const LONGEST_ASKED_MS = HOUR

/**
 * Wait before the next attempt, ms: doubles with each attempt up to five minutes, its upper half random (`random` in
 * [0, 1)), so that many waiters do not come back at once.
 */
export function backoffMs(attempts: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, attempts - 1)))
  return Math.round(whole / 2 + (random() * whole) / 2)
}

/**
 * How long a channel that limits its rate is left alone, ms: as long as it asks, an hour at most; longer from the second
 * such answer in a row on, where it asks for less than it means.
 */
export function pauseMs(askedMs: number, inARow: number): number {
  const atLeast = inARow < 2 ? 0 : Math.min(LONGEST_MS, SECOND * 2 ** Math.min(30, inARow - 1))
  return Math.max(atLeast, Math.min(askedMs, LONGEST_ASKED_MS))
}
