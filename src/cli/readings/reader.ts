import { readWorkerNote } from '../../app/index.ts'
import type { Config } from '../../config/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'

/**
 * Opens the database for a command that reads. A worker that cannot write to the database leaves no heartbeat in it; its note
 * in the state folder then counts as a heartbeat, so that no command reports a missing worker.
 * @throws MonitorError as `openStoreReader`
 */
export async function openReader(config: Pick<Config, 'database' | 'stateDir'>): Promise<StoreReader> {
  const store = await openStoreReader({ path: config.database })
  return {
    ...store,
    lastHeartbeat: async (exceptLocation) =>
      readWorkerNote(config.stateDir)?.storage ? Date.now() : store.lastHeartbeat(exceptLocation),
  }
}
