import { isStorageError, type Log, messageOf, SECOND } from '../../core/index.ts'
import type { StorageWait } from './storage-wait.ts'

/** Waits between tries to write a result, ms: a database that is locked for a while must not cost it. */
const WRITE_RETRIES_MS = [SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND]

/** Tries a write again while the database cannot be written, so that a result outlives a lock. */
export async function persist<T>(
  deps: { readonly storage: StorageWait; readonly log: Log },
  write: () => Promise<T>,
): Promise<T> {
  for (const wait of WRITE_RETRIES_MS) {
    try {
      return await notedWrite(deps.storage, write)
    } catch (error) {
      if (!isStorageError(error)) throw error
      deps.log.error('cannot write to the database; trying again', { error: messageOf(error), inMs: wait })
      await deps.storage.wait(wait)
    }
  }
  return notedWrite(deps.storage, write)
}

/** A write whose success or failure says whether the database can be written. */
export async function notedWrite<T>(storage: StorageWait, write: () => Promise<T>): Promise<T> {
  try {
    const result = await write()
    storage.succeeded()
    return result
  } catch (error) {
    if (isStorageError(error)) storage.failed()
    throw error
  }
}
