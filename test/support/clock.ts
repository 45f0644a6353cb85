import type { SystemClock } from '../../src/core/index.ts'

/** A clock that stands still until a test moves it. */
export interface TestClock extends SystemClock {
  /** The time without what the wall clock was set by, epoch ms. Assigning it lets time pass. */
  at: number
  /** What the wall clock was set by, ms. The monotonic clock and the uptime do not follow. */
  setBy: number
  /** Lets `ms` pass. */
  advance(ms: number): void
}

/** Any time will do where a test does not name one: 2023-11-14 22:13:20 UTC. */
const START = 1_700_000_000_000

/** @param startAt epoch ms */
export function createClock(startAt = START): TestClock {
  const clock: TestClock = {
    at: startAt,
    setBy: 0,
    now: () => clock.at + clock.setBy,
    elapsed: () => clock.at - startAt,
    uptime: () => clock.at - startAt,
    advance(ms) {
      clock.at += ms
    },
  }
  return clock
}
