import { type Clock, formatDuration, SECOND } from '../../core/index.ts'
import type { Output } from './output.ts'

/** What is done sooner needs no words. */
const PATIENCE_MS = 2 * SECOND
const EVERY_MS = SECOND

/**
 * Does some work. On a terminal, `describe` is asked from the second second on what is going on, and that is shown
 * with the time so far until the work is done. Work that lets no timer run calls `tick` now and then.
 */
export async function whileWorking<T>(
  output: Pick<Output, 'hint'>,
  describe: () => string,
  work: (tick: () => void) => T | Promise<T>,
  clock: Clock = { now: () => performance.now() },
): Promise<T> {
  const begunAt = clock.now()
  let shownAt = begunAt

  function tick(): void {
    const now = clock.now()
    if (now - begunAt < PATIENCE_MS || now - shownAt < EVERY_MS / 2) return
    shownAt = now
    output.hint(`${describe()}, ${formatDuration(now - begunAt)}`)
  }

  const timer = setInterval(tick, EVERY_MS)
  try {
    return await work(tick)
  } finally {
    clearInterval(timer)
    output.hint('')
  }
}
