import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { within } from '../async/within.ts'

/** A child process that a library started and does not show. */
interface CapturedChild {
  /** Resolves with the signal that ended it; undefined where it exited, or still runs after a short wait. */
  endSignal(): Promise<NodeJS.Signals | undefined>
}

/** Longest delay (ms) between the loss of the connection to a process and its exit event. */
const EXIT_LIMIT_MS = 500

/** Exit code of a shell script whose program got SIGKILL: 128 + 9. The browser of a distribution is often such a script. */
const KILLED_CODE = 137

/** Runs `start`, and returns its result with the last process of `program` that it started. */
export async function captureChild<T>(
  program: string,
  start: () => Promise<T>,
): Promise<{ readonly result: T; readonly child: CapturedChild }> {
  const children: ChildProcess[] = []
  const collect = (message: unknown) => void children.push((message as { process: ChildProcess }).process)
  subscribe('child_process', collect)
  try {
    const result = await start()
    // A process has its program only after the channel announced it.
    const child = children.findLast(({ spawnfile }) => spawnfile === program)
    return { result, child: { endSignal: () => endSignalOf(child) } }
  } finally {
    unsubscribe('child_process', collect)
  }
}

async function endSignalOf(child: ChildProcess | undefined): Promise<NodeJS.Signals | undefined> {
  if (!child) return undefined
  if (child.exitCode === null && child.signalCode === null) await within(EXIT_LIMIT_MS, once(child, 'exit'))
  return child.exitCode === KILLED_CODE ? 'SIGKILL' : (child.signalCode ?? undefined)
}
