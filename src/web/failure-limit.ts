import { type Clock, MINUTE } from '../core/index.ts'

/** Wrong tokens per minute; further ones are answered with 429. */
const FAILURES_PER_MINUTE = 20

/** Counts wrong tokens within a minute. */
interface FailureLimit {
  exceeded(): boolean
  add(): void
}

export function createFailureLimit(clock: Clock): FailureLimit {
  let window = { from: clock.now(), count: 0 }
  const current = () => {
    if (Math.abs(clock.now() - window.from) >= MINUTE) window = { from: clock.now(), count: 0 }
    return window
  }
  return {
    exceeded: () => current().count >= FAILURES_PER_MINUTE,
    add(): void {
      current().count += 1
    },
  }
}
