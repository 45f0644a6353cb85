import { readWorkerNote, systemClock } from '../../app/index.ts'
import type { Config } from '../../config/index.ts'
import { MINUTE, SECOND, type SystemClock } from '../../core/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'
import { readerOfWorker, type Tokened } from './worker-reader.ts'

/** A reader for commands. */
export interface Reader extends StoreReader {
  /** `worker`: the worker answers for what its database could not take. */
  readonly source: 'database' | 'worker'
}

type ReaderClock = Pick<SystemClock, 'now' | 'uptime'>

/** A worker that did not refresh its note for this long is gone, ms. */
const NOTE_FRESH_MS = MINUTE

/**
 * Opens the database for a command that reads. While the worker cannot write to its database, what it measures comes from the
 * worker itself, at the address in the note in its state folder. That note also shows that the worker is alive when the heartbeat in
 * the database does not: the database takes no writes, or the clock was set forward since the last heartbeat.
 * @throws MonitorError as `openStoreReader`
 */
export async function openReader(
  config: Pick<Config, 'database' | 'stateDir'> & Tokened,
  clock: ReaderClock = systemClock(),
): Promise<Reader> {
  const store = await openStoreReader({ path: config.database })
  const note = readWorkerNote(config.stateDir)
  const url = note?.storage && note.dashboardUrl
  const worker = url === undefined ? undefined : await readerOfWorker(url, config, store)
  return {
    ...store,
    ...worker,
    source: worker ? 'worker' : 'database',
    lastHeartbeat: async (exceptLocation) => {
      const heartbeatAt = await store.lastHeartbeat(exceptLocation)
      const seenAt = noteSeenAt(config.stateDir, heartbeatAt, clock)
      return seenAt === undefined ? heartbeatAt : Math.max(seenAt, heartbeatAt ?? seenAt)
    },
  }
}

/** When the worker of the note was last alive, epoch ms by the current clock; undefined where the note does not show that. */
function noteSeenAt(stateDir: string, heartbeatAt: number | undefined, clock: ReaderClock): number | undefined {
  const note = readWorkerNote(stateDir)
  if (!note) return undefined
  if (note.storage) return clock.now()
  if (heartbeatAt === undefined || note.aliveAtUptime === undefined) return undefined
  const agoMs = clock.uptime() - note.aliveAtUptime * SECOND
  return agoMs >= 0 && agoMs <= NOTE_FRESH_MS ? clock.now() - agoMs : undefined
}
