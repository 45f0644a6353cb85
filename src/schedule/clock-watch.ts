import { SECOND } from '../core/index.ts'

/** The clocks of the machine at one moment, ms. */
export interface ClockReading {
  /** Wall clock, epoch ms. */
  readonly now: number
  /** Monotonic clock. */
  readonly elapsed: number
  /** Time since the machine started, suspension included. */
  readonly uptime: number
}

/** Why the wall clock did not go on as the monotonic clock did. */
type ClockJumpReason = 'clock_change' | 'suspended'

interface ClockStep {
  /** Time in which the worker could act, ms. */
  readonly activeMs: number
  readonly jump?: ClockJump
}

export interface ClockJump {
  readonly reason: ClockJumpReason
  /** Where the wall clock would be without it (epoch ms). */
  readonly expected: number
  readonly now: number
}

/** Differences below this are corrections of a few parts per million, or the resolution of the clocks, ms. */
const SMALLEST_JUMP_MS = 1.5 * SECOND
/** The worker reads the clocks every second. Where it did not for this long, it was stopped: SIGSTOP, or a paused machine. */
const STOPPED_MS = 10 * SECOND
/** Of the time between two readings at most this much counts as active, ms. */
const LONGEST_ACTIVE_MS = 2 * SECOND

/**
 * What happened between two readings of the clocks. On Linux the monotonic clock stands still during suspension and the
 * uptime does not; where the monotonic clock goes on (macOS), a long pause between two readings shows it. Pure.
 */
export function clockStep(before: ClockReading, after: ClockReading): ClockStep {
  const passed = after.elapsed - before.elapsed
  const asleep = Math.max(0, after.uptime - before.uptime - passed)
  const set = after.now - before.now - passed - asleep
  const activeMs = Math.max(0, Math.min(passed, LONGEST_ACTIVE_MS))
  const stopped = asleep + (passed >= STOPPED_MS ? passed : 0)
  if (Math.abs(set) < SMALLEST_JUMP_MS && stopped < SMALLEST_JUMP_MS) return { activeMs }
  const reason = Math.abs(set) >= SMALLEST_JUMP_MS && Math.abs(set) > stopped ? 'clock_change' : 'suspended'
  return { activeMs, jump: { reason, expected: before.now + activeMs, now: after.now } }
}
