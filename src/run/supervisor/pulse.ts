import type { Timing } from '../async/timing.ts'

/** Watches for signs of life. */
export interface Pulse {
  /** Records a sign of life. */
  beat(): void
  stop(): void
}

/** How often the silence is measured. */
const CHECK_MS = 250

/**
 * Calls `onSilence` once when there was no beat for `limitMs()`. Where our own event loop was late (the machine slept or
 * is overloaded), silence proves nothing and is counted from now.
 * @param onSilence gets the length of the silence, ms
 */
export function watchPulse(timing: Timing, limitMs: () => number, onSilence: (ms: number) => void): Pulse {
  let lastBeat = timing.now()
  let lastCheck = lastBeat
  const stop = timing.every(CHECK_MS, () => {
    const now = timing.now()
    if (now - lastCheck > 3 * CHECK_MS) lastBeat = now
    lastCheck = now
    if (now - lastBeat <= limitMs()) return
    stop()
    onSilence(now - lastBeat)
  })
  return {
    beat: () => {
      lastBeat = timing.now()
    },
    stop,
  }
}
