import { SECOND } from '../../core/index.ts'

/** Why a drill stopped before its end. */
export class DrillStop extends Error {
  readonly status: 'aborted' | 'interrupted'

  constructor(status: DrillStop['status'], why: string) {
    super(why)
    this.name = 'DrillStop'
    this.status = status
  }
}

/** How often `drill stop` is looked for, and every how many times the real monitor is, ms. */
const LOOK_EVERY_MS = SECOND
const REAL_EVERY = 5

/** A signal that aborts with a DrillStop once one of the conditions holds. */
export interface StopWatch {
  readonly signal: AbortSignal
  end(): void
}

/**
 * Watches the stop conditions of a drill.
 * @param conditions.interrupted Ctrl-C
 * @param conditions.isStopRequested whether `drill stop` was called
 * @param conditions.whyStop why the real monitor needs the drill to stop; undefined where it does not
 */
export function watchStops(conditions: {
  readonly interrupted: AbortSignal
  readonly isStopRequested: () => boolean
  readonly whyStop: () => Promise<string | undefined>
}): StopWatch {
  const { interrupted, isStopRequested, whyStop } = conditions
  const controller = new AbortController()
  const stop = (status: DrillStop['status'], why: string) => controller.abort(new DrillStop(status, why))
  const onInterrupt = () => stop('interrupted', 'stopped with Ctrl-C')
  if (interrupted.aborted) onInterrupt()
  interrupted.addEventListener('abort', onInterrupt, { once: true })
  let looks = 0
  const timer = setInterval(() => {
    if (isStopRequested()) stop('interrupted', 'stopped with doorwatch drill stop')
    looks += 1
    if (looks % REAL_EVERY !== 0) return
    // A database that cannot be read now is read again in a moment.
    whyStop().then(
      (why) => why !== undefined && stop('aborted', why),
      () => undefined,
    )
  }, LOOK_EVERY_MS)
  return {
    signal: controller.signal,
    end() {
      clearInterval(timer)
      interrupted.removeEventListener('abort', onInterrupt)
    },
  }
}
