import { type Clock, formatDuration, SECOND } from '../../core/index.ts'
import type { Output } from './output.ts'

/** Work that ends sooner shows no progress, ms. */
const PATIENCE_MS = 2 * SECOND
const EVERY_MS = SECOND

/**
 * Does some work. On a terminal, the text of `describe` and the elapsed time are shown
 * after two seconds, until the work is done. Work that lets no timer run calls `tick` now and then.
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
