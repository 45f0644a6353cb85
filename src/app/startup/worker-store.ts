import type { Config } from '../../config/index.ts'
import { type Clock, type Log, MonitorError, SECOND } from '../../core/index.ts'
import { type GuardedStore, openGuardedStore } from '../../store/index.ts'
import { startChores } from '../process/chores.ts'
import type { Lifecycle } from '../process/lifecycle.ts'
import type { SetTimer } from '../process/timers.ts'

interface WorkerStore {
  readonly store: GuardedStore
  /** Resolves when another worker took the place of this one: a worker without heartbeat counts as dead. */
  readonly replaced: Promise<MonitorError>
}

const HEARTBEAT_EVERY_MS = 10 * SECOND

/**
 * Opens the database, claims its location for this worker, and closes what a worker that died left open.
 * @throws MonitorError `worker_running` while another worker is alive, and those of `openStore`
 */
export async function openWorkerStore(
  config: Config,
  deps: { readonly clock: Clock; readonly setTimer: SetTimer; readonly log: Log },
  life: Lifecycle,
): Promise<WorkerStore> {
  const { clock, log } = deps
  const store = await openGuardedStore({ path: config.database, log, clock })
  life.onEnd('database', () => store.close())
  const claim = await store.claimWorker({ location: config.location, pid: process.pid, startedAt: clock.now() })
  life.onEnd('claim', () => claim.release())
  let replace: (error: MonitorError) => void = () => {}
  const replaced = new Promise<MonitorError>((resolve) => {
    replace = resolve
  })
  const beat = (now: number) =>
    claim.heartbeat(now).catch((error: unknown) => {
      if (error instanceof MonitorError && error.code === 'worker_replaced') replace(error)
      throw error
    })
  const chore = { name: 'heartbeat', everyMs: HEARTBEAT_EVERY_MS, afterMs: 0, work: beat }
  life.onEnd('claim heartbeat', startChores([chore], deps))
  const interrupted = await store.markInterrupted(clock.now(), config.location)
  if (interrupted > 0) log.warn('runs were interrupted when the last worker ended', { runs: interrupted })
  return { store: withLocalHeartbeat(store, config.location, clock), replaced }
}

/** This process is the worker: while it answers it is alive, also where the database does not take its heartbeat. */
function withLocalHeartbeat(store: GuardedStore, location: string, clock: Clock): GuardedStore {
  return {
    ...store,
    lastHeartbeat: async (exceptLocation) =>
      exceptLocation === location ? store.lastHeartbeat(exceptLocation) : clock.now(),
  }
}
