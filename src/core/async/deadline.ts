import { setMaxListeners } from 'node:events'

/** The limit of a wait, and its result when the wait ends before the work. */
interface DeadlineOptions<T> {
  readonly limitMs: number
  /** Its result, or what it throws, is the result once `limitMs` have passed. */
  readonly onLate: () => T
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined
  /** Its result, or what it throws, is the result once `signal` aborts. Without it the signal's reason is thrown. */
  readonly onAbort?: () => T
  /** Ends the wait early when it rejects: what the work needs is gone. */
  readonly unless?: Promise<never> | undefined
}

/** setTimeout fires at once for longer times. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * The result of the work within `limitMs`, else that of the options. The signal of abandoned work is
 * aborted; its later failure is ignored. The timer never outlives the call.
 * @param work a promise, or a function that gets a signal which aborts when the wait ends without it
 */
export async function withDeadline<T, L = T>(
  work: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T> | T),
  options: DeadlineOptions<L>,
): Promise<T | L> {
  const { limitMs, onLate, signal, unless } = options
  const onAbort = options.onAbort ?? (() => throwReason(signal))
  const leave = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let abort = () => {}
  const early = new Promise<() => L>((resolve, reject) => {
    timer = setTimeout(() => resolve(onLate), Math.min(limitMs, LONGEST_TIMER_MS))
    abort = () => resolve(onAbort)
    unless?.catch((reason: unknown) => {
      leave.abort()
      reject(reason)
    })
  })
  // Many waits may share one signal; Node warns of a leak at the eleventh listener.
  setMaxListeners(0, leave.signal, ...(signal ? [signal] : []))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) {
    abort()
    leave.abort()
  }
  const done = (async () => (typeof work === 'function' ? work(leave.signal) : work))()
  done.catch(() => {})
  try {
    const first = await Promise.race([done.then((value) => ({ value })), early])
    if ('value' in first) return first.value
    leave.abort()
    return first()
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

function throwReason(signal: AbortSignal | undefined): never {
  throw signal?.reason
}
