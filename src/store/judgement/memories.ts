import type { TargetMemory } from '../../judge/index.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names } from '../schema/names.ts'
import type { MemorySlices, StoredMemory } from '../schema/port.ts'
import type { Tx } from '../schema/tables.ts'
import type { TxCache } from '../schema/writing.ts'
import { sliceChange } from './memory-slices.ts'
import { judgeMemory } from './read-memory.ts'
import { writeSlices } from './write-memory.ts'

/** The judge's memories, cached while no other process writes to the database. For use in transactions. */
export interface Memories extends TxCache {
  read(tx: Tx, target: string): Promise<StoredMemory>
  /** Writes the slices that differ (`!==`), and deletes those that are gone. */
  save(tx: Tx, target: string, change: { readonly before: TargetMemory; readonly after: TargetMemory }): Promise<void>
  /** Writes slices as they are. */
  write(tx: Tx, target: string, change: MemorySlices): Promise<void>
}

/** Targets whose memory is cached; a memory has a few kB. */
const MOST_CACHED = 5_000

export function createMemories(names: Names, dialect: Dialect): Memories {
  const cache = new Map<string, TargetMemory>()
  let version: number | undefined

  return {
    async begin(tx) {
      const now = await dialect.dataVersion(tx)
      if (now === undefined || now !== version) cache.clear()
      version = now
    },
    settle(committed) {
      if (!committed) cache.clear()
    },
    async read(tx, target) {
      const cached = cache.get(target)
      if (cached) return { memory: cached, unreadable: [] }
      const stored = await judgeMemory(tx, names, target)
      if (cache.size < MOST_CACHED) cache.set(target, stored.memory)
      return stored
    },
    async save(tx, target, change) {
      // Where the change starts from something else it may name a part of the memory only.
      if (cache.get(target) === change.before) cache.set(target, change.after)
      else cache.delete(target)
      await writeSlices(tx, names, target, sliceChange(change.before, change.after))
    },
    async write(tx, target, change) {
      cache.delete(target)
      await writeSlices(tx, names, target, change)
    },
  }
}
