import { type Log, messageOf, type SystemClock, withDeadline } from '../../core/index.ts'

/** LIFO shutdown hooks. */
export interface Lifecycle {
  /**
   * Registers how to stop what was just started. Once the shutdown has begun, the hook runs at once.
   * @param force stops it without waiting, as the process is about to exit
   */
  onEnd(name: string, end: () => Promise<void> | void, force?: () => void): void
  /** Runs every hook once, last registered first; further calls wait for the same end. Never rejects. */
  end(): Promise<void>
  /** Runs the `force` of every hook that has not finished. Synchronous, for the moment before the process exits. */
  force(): void
}

/** How long a shutdown may take, ms. */
export interface ShutdownLimits {
  /** One hook; one that exceeds it is abandoned and logged. */
  readonly hookMs: number
  /** All hooks together; the rest of them is started, but not waited for. */
  readonly totalMs: number
}

interface Hook {
  readonly name: string
  readonly end: () => Promise<void> | void
  readonly force: (() => void) | undefined
}

export function createLifecycle(
  log: Log,
  { hookMs, totalMs }: ShutdownLimits,
  clock: Pick<SystemClock, 'elapsed'>,
): Lifecycle {
  const hooks: Hook[] = []
  const unfinished = new Set<Hook>()
  let ending: Promise<void> | undefined
  let endBy = Number.POSITIVE_INFINITY

  async function endHook(hook: Hook): Promise<void> {
    const limitMs = Math.max(0, Math.min(hookMs, endBy - clock.elapsed()))
    try {
      await withinLimit(Promise.resolve(hook.end()), limitMs)
      unfinished.delete(hook)
    } catch (error) {
      log.error(`${hook.name} did not stop cleanly`, { error: messageOf(error) })
    }
  }

  async function endAll(): Promise<void> {
    endBy = clock.elapsed() + totalMs
    for (let hook = hooks.pop(); hook; hook = hooks.pop()) await endHook(hook)
  }

  return {
    onEnd(name, end, force) {
      const hook = { name, end, force }
      unfinished.add(hook)
      if (ending) void endHook(hook)
      else hooks.push(hook)
    },
    end: () => {
      ending ??= endAll()
      return ending
    },
    force() {
      for (const { name, force } of unfinished) {
        try {
          force?.()
        } catch (error) {
          log.error(`${name} could not be stopped`, { error: messageOf(error) })
        }
      }
      unfinished.clear()
    },
  }
}

/** @throws Error at the limit; whatever the work throws */
async function withinLimit(work: Promise<void>, limitMs: number): Promise<void> {
  const fail = () => {
    throw new Error(`still busy after ${Math.round(limitMs)} ms`)
  }
  await withDeadline(work, { limitMs, onLate: fail })
}
