import type { Log } from '../../core/index.ts'
import { type Context, stderrLog } from '../process/context.ts'

/** A log that does not write into a screen that is being drawn. */
interface HeldLog extends Log {
  /** The newest lines, oldest first. */
  lines(): readonly string[]
  /** Holds lines back from now on; the live view draws them. */
  hold(): void
  /** Writes what was held back, and every later line, to standard error. */
  release(): void
}

const MAX_HELD = 100

/** A log on standard error that can be held back while the screen belongs to a live view. */
export function heldLog(context: Context): HeldLog {
  const log = stderrLog(context)
  const lines: string[] = []
  let pending: (() => void)[] = []
  let holding = false

  const write =
    (level: 'warn' | 'error'): Log['warn'] =>
    (event, fields = {}) => {
      const details = Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`)
      lines.push([event, ...details].join(' '))
      pending.push(() => log[level](event, fields))
      lines.splice(0, lines.length - MAX_HELD)
      pending.splice(0, pending.length - MAX_HELD)
      if (!holding) flush()
    }

  function flush(): void {
    for (const line of pending) line()
    pending = []
  }

  return {
    debug() {},
    info() {},
    warn: write('warn'),
    error: write('error'),
    lines: () => lines,
    hold() {
      // Standard error that goes to a file does not disturb the screen.
      holding = context.stderr.isTTY
    },
    release() {
      holding = false
      flush()
    },
  }
}
