import { setMaxListeners } from 'node:events'
import { MonitorError } from '../model/errors.ts'

/** A signal that aborts as soon as one of several others does, for the same reason. */
export interface JoinedSignal {
  readonly signal: AbortSignal
  /** Lets go of the others; to be called when nobody waits on the signal any more. */
  release(): void
}

/**
 * Joins signals. AbortSignal.any does the same, but Node keeps something of every signal that came of it for as long as its
 * sources live (up to a kilobyte and a half), and those of a worker live for years.
 */
export function joinSignals(...sources: readonly (AbortSignal | undefined)[]): JoinedSignal {
  const own = new AbortController()
  const joined = sources.filter((source) => source !== undefined)
  const abort = () => own.abort(joined.find(({ aborted }) => aborted)?.reason)
  // Many may wait on the same one; Node takes the eleventh listener for a leak.
  setMaxListeners(0, own.signal, ...joined)
  for (const source of joined) source.addEventListener('abort', abort, { once: true })
  if (joined.some(({ aborted }) => aborted)) abort()
  return {
    signal: own.signal,
    release() {
      for (const source of joined) source.removeEventListener('abort', abort)
    },
  }
}

/**
 * What the work gives, unless the signal aborts first; then the work goes on unattended.
 * @throws MonitorError `interrupted` as soon as the signal aborts
 */
export function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = () => reject(new MonitorError('interrupted', 'the start was interrupted'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
