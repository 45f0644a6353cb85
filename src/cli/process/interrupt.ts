/** A request to stop: the first SIGINT or SIGTERM. */
export interface StopRequest {
  readonly signal: AbortSignal
  /** Resolves when the stop is requested. */
  readonly requested: Promise<void>
}

/** The process exits within 5 s of a stop request; the shutdown of a worker gets the first 4 s. */
export const STOP_LIMIT_MS = 4_800

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const INTERRUPTED = 130

/**
 * Listens for the first SIGINT or SIGTERM. A second one exits at once.
 * @param limitMs the process exits this long after the request, even if something hangs
 */
export function stopRequest(limitMs: number): StopRequest {
  const controller = new AbortController()
  const requested = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    setTimeout(() => process.exit(process.exitCode ?? INTERRUPTED), limitMs).unref()
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return { signal: controller.signal, requested }
}
