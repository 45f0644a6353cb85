import type { Config } from '../../config/index.ts'
import type { Clock } from '../../core/index.ts'
import { openStore, type Store } from '../../store/index.ts'
import { type Context, stderrLog } from '../process/context.ts'

/**
 * Runs `work` on the existing database, for a command that changes something in it, and closes it.
 * @throws MonitorError where there is no database, or where only `start` may migrate it
 */
export async function withWritableStore<T>(
  context: Context,
  config: Pick<Config, 'database'>,
  clock: Clock,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({
    path: config.database,
    log: stderrLog(context),
    clock,
    mustExist: true,
    olderSchema: 'refuse',
  })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
