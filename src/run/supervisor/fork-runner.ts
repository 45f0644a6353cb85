import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { PRODUCT_FOLDER } from '../../package/index.ts'

const ENTRY = join(PRODUCT_FOLDER, 'run/runner/main.js')
/** A leak in probe code ends its runner, not the machine. */
const HEAP_MB = 384
/** Semi-space of V8, whose default is 16: more is never given back, and with 4 a run in the browser takes 4 % more CPU. */
const YOUNG_MB = 8
/** Characters of standard error that are kept: a crash of V8 prints its reason there. */
const STDERR_TAIL = 4_000

/**
 * Forks the runner in a process group of its own.
 * @param env the whole environment of the process
 * @returns the process, and what gives the end of its standard error
 */
export function forkRunner(env: Readonly<Record<string, string>>): {
  readonly child: ChildProcess
  readonly stderrTail: () => string
} {
  const child = fork(ENTRY, [], {
    detached: true,
    env,
    execArgv: ['--enable-source-maps', `--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL)
  })
  return { child, stderrTail: () => tail }
}

/** How the process ended: `it ended with SIGABRT (out of memory)`. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const memory = /heap out of memory|Allocation failed/i.test(stderr) ? ' (out of memory)' : ''
  return `it ended with ${signal ?? `exit code ${code}`}${memory}`
}
