import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { MonitorError, SECOND, withDeadline } from '../../core/index.ts'
import { PRODUCT_FOLDER } from '../../package/index.ts'
import type { ChildReady } from '../../sandbox/index.ts'

const ENTRY = join(PRODUCT_FOLDER, 'sandbox/child/main.js')
const START_LIMIT_MS = 15 * SECOND
/** The child clears its faults after three seconds of silence. */
const BEAT_EVERY_MS = SECOND / 2

/** Sandboxes in a process of their own, which ends with this one however this one ends. */
interface ChildSandboxes {
  readonly sandboxes: ChildReady['sandboxes']
  /** Ends the process, without waiting for requests under way. */
  kill(): void
}

/**
 * Starts sandboxes on free ports in one child process.
 * @throws MonitorError `sandbox` where they do not start
 */
export async function startChildSandboxes(count: number, seed: number): Promise<ChildSandboxes> {
  const child = fork(ENTRY, [String(count), String(seed)], {
    env: {},
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const kill = () => void child.kill('SIGKILL')
  try {
    const { sandboxes } = await withDeadline(ready(child), {
      limitMs: START_LIMIT_MS,
      onLate: () => notStarted('in time'),
    })
    const beat = setInterval(() => {
      if (child.connected) child.send('alive', () => undefined)
    }, BEAT_EVERY_MS)
    child.once('exit', () => clearInterval(beat))
    return { sandboxes, kill }
  } catch (error) {
    kill()
    throw error
  }
}

function ready(child: ChildProcess): Promise<ChildReady> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as ChildReady))
    child.once('error', reject)
    child.once('exit', (code) => reject(errorOf(`it ended with exit code ${code}`)))
  })
}

function notStarted(why: string): never {
  throw errorOf(why)
}

function errorOf(why: string): MonitorError {
  return new MonitorError('sandbox', `the sandboxes of the drill did not start (${why})`, {
    hint: 'Run it again. If it fails again, check free memory and that this user may listen on 127.0.0.1.',
  })
}
