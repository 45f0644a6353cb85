import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { MINUTE, SILENT } from '../../../src/core/index.ts'
import { type GuardedStore, openGuardedStore, openStoreReader, type StoreTx } from '../../../src/store/index.ts'
import { alertOf, NOW, newFolder, requestOf, resultOf, transitionOf, verdictOf } from '../kit.ts'

/** A worker's store over a file, and a second reader of that file. */
interface GuardedFile {
  readonly path: string
  readonly store: GuardedStore
  /** Reads the file through a separate connection. */
  read<T>(what: (reader: Awaited<ReturnType<typeof openStoreReader>>) => Promise<T>): Promise<T>
}

/** Opens a guarded store; `limits` are those of its journal. */
export async function openGuarded(
  options: { limits?: { runs: number; bytes: number }; folder?: string } = {},
): Promise<GuardedFile> {
  const { limits, folder = newFolder() } = options
  const path = join(folder, 'state', 'doorwatch.sqlite')
  const store = await openGuardedStore({
    ...{ path, log: SILENT, clock: { now: () => NOW }, lockWaitMs: 50 },
    ...(limits ? { limits } : {}),
  })
  await store.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
  onTestFinished(() => store.close())
  return {
    path,
    store,
    async read(what) {
      const reader = await openStoreReader({ path })
      try {
        return await what(reader)
      } finally {
        await reader.close()
      }
    },
  }
}

/** Locks the database as another process does. @returns a function that releases the lock */
export function lock(path: string): () => void {
  const other = new BetterSqlite(path)
  other.exec('BEGIN IMMEDIATE')
  const release = () => {
    if (other.open) other.close()
  }
  onTestFinished(release)
  return release
}

/** Records a passed run of a slot; `more` runs in the same transaction. */
export const run = (store: GuardedStore, slot: number, more?: (tx: StoreTx, id: number) => Promise<void>) => {
  const scheduledAt = NOW + slot * MINUTE
  return store
    .transaction((tx) => tx.claimRun(requestOf({ scheduledAt }), scheduledAt))
    .then((id) =>
      store.transaction(async (tx) => {
        await tx.finishRun(id ?? 0, resultOf({ scheduledAt, startedAt: scheduledAt }))
        await more?.(tx, id ?? 0)
      }),
    )
}

const down = transitionOf('operational', 'down')
/** The alert that `breaks` plans. */
export const alert = alertOf('sandbox-1:opened')
/** Stores that a surface is down, with its alert. */
export const breaks = async (tx: StoreTx, id: number) => {
  const { memory } = await tx.judgeMemory('sandbox')
  await tx.saveJudgeMemory('sandbox', memory, { ...memory, time: { now: NOW, activeMs: 42 } })
  await tx.applyChanges('sandbox', id, verdictOf({ transitions: [down] }))
  await tx.saveAlerts([{ alert, channels: ['slack'] }], NOW)
}
