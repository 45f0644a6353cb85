import type { Config } from '../../config/index.ts'
import { MonitorError, type SystemClock } from '../../core/index.ts'
import { whyNotBegin, whyStop } from '../../drill/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { beginDrill, isStopRequested } from './drills-folder.ts'
import { openReal, readRealState } from './real-state.ts'
import { type StopWatch, watchStops } from './stop-watch.ts'

/** What a drill has while it runs. */
export interface GuardedDrill {
  /** The drill's own folder. */
  readonly folder: string
  /** The database of the real monitor; undefined where there is none yet. */
  readonly real: StoreReader | undefined
  readonly stops: StopWatch
}

/**
 * Runs a drill under its stop conditions: it does not begin while something real is wrong, one runs at a time, and its signal
 * aborts with a DrillStop when something real happens, on Ctrl-C and on `doorwatch drill stop`.
 * @throws MonitorError `drill_refused` while a real incident is open, `drill_running` while another drill runs
 */
export async function guardDrill<T>(
  deps: {
    readonly id: string
    readonly config: Pick<Config, 'database' | 'stateDir' | 'maintenance' | 'targets'>
    /** Whether it begins although something is wrong in reality. */
    readonly force: boolean
    /** Whether the folder stays after the drill. */
    readonly keepsFolder: boolean
    readonly clock: Pick<SystemClock, 'now'>
    /** Aborts on Ctrl-C. */
    readonly interrupted: AbortSignal
  },
  work: (guarded: GuardedDrill) => Promise<T>,
): Promise<T> {
  const { id, config, clock, keepsFolder, interrupted } = deps
  const real = await openReal(config)
  try {
    const atBegin = await readRealState(real, config, clock.now())
    const refusal = deps.force ? undefined : whyNotBegin(atBegin)
    if (refusal !== undefined) {
      throw new MonitorError('drill_refused', `the drill cannot start: ${refusal}`, {
        hint: 'Wait until it is over: a drill now would hide it. Start anyway with: --force',
      })
    }
    const place = beginDrill(config.stateDir, id, process.pid)
    const stops = watchStops({
      interrupted,
      isStopRequested: () => isStopRequested(config.stateDir, id),
      whyStop: async () => whyStop(await readRealState(real, config, clock.now()), atBegin),
    })
    try {
      return await work({ folder: place.folder, real, stops })
    } finally {
      stops.end()
      place.end({ keepsFolder })
    }
  } finally {
    await real?.close()
  }
}
