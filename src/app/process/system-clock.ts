import { uptime } from 'node:os'
import { SECOND, type SystemClock } from '../../core/index.ts'

/** The clocks of this machine. */
export function systemClock(): SystemClock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    uptime: () => uptime() * SECOND,
  }
}
