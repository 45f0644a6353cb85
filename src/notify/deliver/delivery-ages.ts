import { DAY, SECOND, type SystemClock } from '../../core/index.ts'
import type { LeasedDelivery } from './outbox.ts'

/** How long deliveries wait, by the monotonic clock. */
export interface DeliveryAges {
  /** Age of the alert, ms: by the wall clock at the first call, from then on by the monotonic clock. */
  ageMs(delivery: LeasedDelivery): number
  /** Reads the clocks. Called often, so that no two settings of the clock look like one. */
  followClock(): void
  /** The delivery was sent or given up. */
  forget(delivery: LeasedDelivery): void
}

interface ForwardJump {
  /** Where the wall clock landed, epoch ms. */
  readonly to: number
  readonly byMs: number
}

/** A delivery is given up after a day; what is older was settled elsewhere, ms. */
const KEPT_MS = 2 * DAY
const MAX_KEPT = 5_000
/** Differences below this are corrections of the clock, ms. */
const SMALLEST_JUMP_MS = 1.5 * SECOND
const MAX_JUMPS = 100

/** Ages that a clock that is set does not change: an alert neither expires by a jump, nor is it called late. */
export function createDeliveryAges(clock: SystemClock): DeliveryAges {
  const plannedAt = new Map<number, number>()
  const jumps: ForwardJump[] = []
  let before = readClocks(clock)

  function forgetOld(elapsed: number): void {
    for (const [id, at] of plannedAt) {
      if (plannedAt.size < MAX_KEPT && elapsed - at < KEPT_MS) return
      plannedAt.delete(id)
    }
  }

  function followClock(): void {
    const { now, elapsed, uptime } = readClocks(clock)
    const asleep = Math.max(0, uptime - before.uptime - (elapsed - before.elapsed))
    const byMs = now - before.now - (elapsed - before.elapsed) - asleep
    before = { now, elapsed, uptime }
    if (byMs < SMALLEST_JUMP_MS) return
    jumps.push({ to: now, byMs })
    if (jumps.length > MAX_JUMPS) jumps.shift()
  }

  /** An alert planned before a jump is younger than the wall clock says; one of the future is from before a jump back. */
  function wallAgeMs(at: number): number {
    followClock()
    const jumped = jumps.reduce((sum, { to, byMs }) => (at < to ? sum + byMs : sum), 0)
    return Math.max(0, clock.now() - at - jumped)
  }

  return {
    followClock,
    ageMs({ id, alert }) {
      const elapsed = clock.elapsed()
      let planned = plannedAt.get(id)
      if (planned === undefined) {
        forgetOld(elapsed)
        planned = elapsed - wallAgeMs(alert.at)
        plannedAt.set(id, planned)
      }
      return elapsed - planned
    },
    forget: ({ id }) => void plannedAt.delete(id),
  }
}

function readClocks(clock: SystemClock) {
  return { now: clock.now(), elapsed: clock.elapsed(), uptime: clock.uptime() }
}
