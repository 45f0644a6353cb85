import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { MonitorError, SECOND } from '../../core/index.ts'
import { openFile, type StoreOptions, storeOver } from '../open.ts'
import type { Store, WorkerClaim, WorkerIdentity } from '../schema/port.ts'
import type { FilePlace, SqliteFile } from '../sqlite/index.ts'

/** How long a write waits for a lock while the standby is in use, ms. */
const SHORT_WAIT_MS = SECOND
/** How long a write waits for a lock otherwise, ms. */
const DEFAULT_WAIT_MS = 5 * SECOND

/** The database on disk, which may be opened again at the same path. */
export interface Primary {
  readonly store: Store
  readonly file: SqliteFile
  place(): FilePlace
  /**
   * Opens the file that is at the path now. A deleted one is first restored from the file that is still open.
   * @throws MonitorError `db_…`; then the old file stays in use
   */
  reopen(): Promise<void>
  claimWorker(worker: WorkerIdentity): Promise<void>
  /** @throws MonitorError `worker_replaced`; `db_…` where it cannot be written */
  heartbeat(now: number): Promise<void>
  release(): Promise<void>
  /** Whether a write that meets a lock waits for it, or fails soon. */
  patient(patient: boolean): void
}

export async function openPrimary(options: StoreOptions): Promise<Primary> {
  let file = await openFile(options)
  let store = storeOver(file, options.clock)
  let worker: WorkerIdentity | undefined
  let claim: WorkerClaim | undefined
  return {
    get store() {
      return store
    },
    get file() {
      return file
    },
    place: () => file.place(),
    async reopen() {
      if (file.place() === 'missing') copyBack(file, options.path)
      const next = await openFile(options)
      // The new file may be a copy that holds the claim as well. Released here, it can be taken there.
      await claim?.release().catch(() => {})
      await store.close().catch(() => {})
      file = next
      store = storeOver(file, options.clock)
      if (worker) claim = await store.claimWorker(worker)
    },
    async claimWorker(identity) {
      worker = identity
      claim = await store.claimWorker(identity)
    },
    heartbeat: async (now) => claim?.heartbeat(now),
    release: async () => claim?.release(),
    patient: (patient) => file.waitForLock(patient ? (options.lockWaitMs ?? DEFAULT_WAIT_MS) : SHORT_WAIT_MS),
  }
}

/** Writes the contents of a deleted file that is still open to its old path, all or nothing. */
function copyBack(file: SqliteFile, path: string): void {
  if (!existsSync(dirname(path))) {
    throw new MonitorError('db_path', `the folder of the database ${path} no longer exists`, {
      hint: `Create ${dirname(path)} again: the worker then restores the database there.`,
    })
  }
  const part = `${path}.part`
  rmSync(part, { force: true })
  file.copyTo(part)
  renameSync(part, path)
}
