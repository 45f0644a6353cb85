import { setMaxListeners } from 'node:events'
import { MonitorError } from '../model/errors.ts'

/** A signal that aborts as soon as one of several others does, for the same reason. */
interface JoinedSignal {
  readonly signal: AbortSignal
  /** Removes the listeners on the sources. Call it when nothing waits on the signal any more. */
  release(): void
}

/**
 * Joins signals. AbortSignal.any does the same, but Node keeps up to 1.5 kB of every signal it returned for as long as its
 * sources live, and those of a worker live for years.
 */
export function joinSignals(...sources: readonly (AbortSignal | undefined)[]): JoinedSignal {
  const controller = new AbortController()
  const joined = sources.filter((source) => source !== undefined)
  const abort = () => controller.abort(joined.find(({ aborted }) => aborted)?.reason)
  // Many waits may share one signal; Node warns of a leak at the eleventh listener.
  setMaxListeners(0, controller.signal, ...joined)
  for (const source of joined) source.addEventListener('abort', abort, { once: true })
  if (joined.some(({ aborted }) => aborted)) abort()
  return {
    signal: controller.signal,
    release() {
      for (const source of joined) source.removeEventListener('abort', abort)
    },
  }
}

/**
 * The result of the work, unless the signal aborts first; then the work continues unobserved.
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
