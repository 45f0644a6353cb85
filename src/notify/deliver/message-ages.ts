import { type Alert, DAY, SECOND, type SystemClock } from '../../core/index.ts'
import { dueTimes } from './held.ts'

interface Aged {
  readonly id: number
  readonly alerts: readonly Pick<Alert, 'at'>[]
  /** When the hold of its alerts ended, epoch ms. */
  readonly heldUntil?: number
}

/** How long messages have waited, by the monotonic clock. */
export interface MessageAges {
  /**
   * Age of the newest alert of a message and of the oldest, ms: by the wall clock at the first call, from then on by the
   * monotonic clock.
   */
  agesMs(message: Aged): { readonly newest: number; readonly oldest: number }
  /** Reads the clocks. Called often, so that no two settings of the clock look like one. */
  followClock(): void
  /** The message was sent or given up. */
  forget(message: Pick<Aged, 'id'>): void
}

interface ForwardJump {
  /** Where the wall clock landed, epoch ms. */
  readonly to: number
  readonly byMs: number
}

const FORGET_AFTER_MS = 2 * DAY
const MAX_REMEMBERED = 5_000
/** Differences below this are corrections of the clock, ms. */
export const SMALLEST_JUMP_MS = 1.5 * SECOND
const MAX_JUMPS = 100

/** Ages that a clock that is set does not change: no alert becomes overdue by a jump, or is called late. */
export function createMessageAges(clock: SystemClock): MessageAges {
  /** By message: when its newest and its oldest alert were planned, by the monotonic clock. */
  const plannedAt = new Map<number, { readonly newest: number; readonly oldest: number }>()
  const jumps: ForwardJump[] = []
  let before = readClocks(clock)

  function forgetOld(elapsed: number): void {
    for (const [id, { newest }] of plannedAt) {
      if (plannedAt.size < MAX_REMEMBERED && elapsed - newest < FORGET_AFTER_MS) return
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
    const jumped = jumps.reduce((sum, { to, byMs }) => (at < to ? sum + byMs : sum), 0)
    return Math.max(0, clock.now() - at - jumped)
  }

  function read(message: Aged) {
    const { id } = message
    const elapsed = clock.elapsed()
    const planned = plannedAt.get(id)
    if (planned) return planned
    followClock()
    forgetOld(elapsed)
    const ages = dueTimes(message).map(({ at }) => wallAgeMs(at))
    const times = { newest: elapsed - Math.min(...ages), oldest: elapsed - Math.max(...ages) }
    plannedAt.set(id, times)
    return times
  }

  return {
    followClock,
    agesMs(message) {
      const { newest, oldest } = read(message)
      const elapsed = clock.elapsed()
      return { newest: elapsed - newest, oldest: elapsed - oldest }
    },
    forget: ({ id }) => void plannedAt.delete(id),
  }
}

function readClocks(clock: SystemClock) {
  return { now: clock.now(), elapsed: clock.elapsed(), uptime: clock.uptime() }
}
