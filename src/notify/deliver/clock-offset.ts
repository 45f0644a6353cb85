import type { Clock, MonotonicClock } from '../../core/index.ts'

/** The wall clock less the monotonic clock, ms. */
export function offsetOf(clock: Clock & MonotonicClock): number {
  return clock.now() - clock.elapsed()
}
