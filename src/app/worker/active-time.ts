import { SECOND, type SystemClock } from '../../core/index.ts'
import { type ClockJump, type ClockReading, clockStep } from '../../schedule/index.ts'
import type { SetTimer } from '../process/timers.ts'

/** Active time: advances at most 2 s per reading, so sleep and clock changes are not silence. */
export interface ActiveTime {
  /** Reads the clocks from now on, at least once a second. */
  start(): void
  /** Reads the clocks and reports a jump to the listeners before it returns. @returns active time since `start`, ms */
  read(): number
  /** `listener` is called for every jump of the wall clock. */
  onJump(listener: (jump: ClockJump) => void): void
  stop(): void
}

const READ_EVERY_MS = SECOND

export function createActiveTime(clock: SystemClock, setTimer: SetTimer): ActiveTime {
  const listeners: ((jump: ClockJump) => void)[] = []
  let reading = readClocks(clock)
  let activeMs = 0
  let cancelTimer = () => {}

  function read(): number {
    const next = readClocks(clock)
    const step = clockStep(reading, next)
    reading = next
    activeMs += step.activeMs
    if (step.jump) for (const listener of listeners) listener(step.jump)
    return activeMs
  }

  function tick(): void {
    cancelTimer = setTimer(tick, READ_EVERY_MS)
    read()
  }

  return {
    start() {
      reading = readClocks(clock)
      cancelTimer = setTimer(tick, READ_EVERY_MS)
    },
    read,
    onJump: (listener) => void listeners.push(listener),
    stop: () => cancelTimer(),
  }
}

function readClocks(clock: SystemClock): ClockReading {
  return { now: clock.now(), elapsed: clock.elapsed(), uptime: clock.uptime() }
}
