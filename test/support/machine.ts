import type { SystemClock } from '../../src/core/index.ts'

/** A machine whose clocks the test moves: timers follow the monotonic clock, as those of Node do. */
interface Machine {
  readonly clock: SystemClock
  setTimer(work: () => void, ms: number): () => void
  /** Lets `ms` pass; timers fire in order, and promises settle in between. */
  pass(ms: number): Promise<void>
  /** Sets the wall clock forward (or back, where negative). */
  setClock(byMs: number): void
  /** The machine sleeps: wall clock and uptime go on, the monotonic clock stands still. */
  sleep(ms: number): void
  /** The process is stopped: all clocks go on, no timer fires. */
  stop(ms: number): void
}

export function createMachine(startAt: number): Machine {
  let [now, elapsed, uptime] = [startAt, 5_000, 90_000]
  const timers: { readonly at: number; readonly work: () => void }[] = []
  const settle = () => new Promise((resolve) => setImmediate(resolve))

  function go(ms: number): void {
    now += ms
    elapsed += ms
    uptime += ms
  }

  return {
    clock: { now: () => now, elapsed: () => elapsed, uptime: () => uptime },
    setTimer(work, ms) {
      const timer = { at: elapsed + ms, work }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    },
    async pass(ms) {
      const end = elapsed + ms
      await settle()
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.splice(timers.indexOf(next), 1)
        go(Math.max(0, next.at - elapsed))
        next.work()
        await settle()
      }
      go(end - elapsed)
    },
    setClock: (byMs) => {
      now += byMs
    },
    sleep(ms) {
      now += ms
      uptime += ms
    },
    stop: go,
  }
}
