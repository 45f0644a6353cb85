/** The waits between attempts. */
export interface Backoff {
  /** The wait after the first attempt, ms. */
  readonly firstMs: number
  /** No wait is longer, ms. */
  readonly longestMs: number
  /** The share of a wait that is random, 0 to 1, so that many waiters do not come back at once. */
  readonly jitter: number
}

/**
 * The wait after an attempt that failed, ms: doubles with each attempt up to the longest; its last part is random.
 * @param attempts that failed so far
 * @param random in [0, 1)
 */
export function backoffMs({ firstMs, longestMs, jitter }: Backoff, attempts: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, attempts - 1)))
  return Math.round(whole * (1 - jitter * (1 - random)))
}
