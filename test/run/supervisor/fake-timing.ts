import type { Timing } from '../../../src/run/async/timing.ts'

/** Timers that fire when a test moves the time. */
interface FakeTiming extends Timing {
  /** Moves the time by `ms` and fires what falls due meanwhile, in order. */
  advance(ms: number): void
  /** Moves the time without firing anything, as when the machine slept. */
  skip(ms: number): void
  /** Timers that are set. */
  readonly pending: number
}

interface Timer {
  at: number
  readonly everyMs: number | undefined
  readonly action: () => void
}

export function fakeTiming(): FakeTiming {
  let time = 1_000
  const timers = new Set<Timer>()

  function set(ms: number, everyMs: number | undefined, action: () => void): () => void {
    const timer = { at: time + ms, everyMs, action }
    timers.add(timer)
    return () => timers.delete(timer)
  }

  return {
    now: () => time,
    after: (ms, action) => set(ms, undefined, action),
    every: (ms, action) => set(ms, ms, action),
    advance(ms) {
      const end = time + ms
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        time = Math.max(time, next.at)
        if (next.everyMs === undefined) timers.delete(next)
        else next.at = time + next.everyMs
        next.action()
      }
      time = end
    },
    skip: (ms) => {
      time += ms
    },
    get pending() {
      return timers.size
    },
  }
}
