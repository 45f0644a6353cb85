/** Listens for signs of life. */
export interface Pulse {
  /** A sign of life. */
  beat(): void
  stop(): void
}

const CHECK_MS = 250

/**
 * Calls `silent` once when there was no sign of life for `limitMs()`. Where our own loop was late (the machine slept or
 * is overloaded), silence proves nothing and counts from now.
 */
export function takePulse(limitMs: () => number, silent: (ms: number) => void): Pulse {
  let lastBeat = performance.now()
  let lastCheck = lastBeat
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - lastCheck > 3 * CHECK_MS) lastBeat = now
    lastCheck = now
    if (now - lastBeat <= limitMs()) return
    clearInterval(timer)
    silent(now - lastBeat)
  }, CHECK_MS)
  timer.unref()
  return {
    beat: () => {
      lastBeat = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
