/** A monotonic clock and timers. The supervisor takes them as a parameter, so that tests need not wait. */
export interface Timing {
  /** Monotonic time, ms. */
  now(): number
  /**
   * Calls `action` once after `ms`, and keeps the process alive until then.
   * @returns what cancels it
   */
  after(ms: number, action: () => void): () => void
  /**
   * Calls `action` every `ms`, without keeping the process alive.
   * @returns what cancels it
   */
  every(ms: number, action: () => void): () => void
}

export const SYSTEM_TIMING: Timing = {
  now: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
  every(ms, action) {
    const timer = setInterval(action, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}
