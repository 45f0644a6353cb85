import { readWorkerNote } from '../../app/index.ts'
import type { Config } from '../../config/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'

/**
 * Opens the database for a command that reads. A worker whose database takes no writes leaves no heartbeat in it: the note
 * that it keeps beside its state stands for one, so that no answer says that no worker is running.
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
