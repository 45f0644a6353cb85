import type { JudgeMemory } from '../../core/index.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names } from '../schema/names.ts'
import type { Tx } from '../schema/tables.ts'
import type { TxCache } from '../schema/writing.ts'
import { judgeMemory } from './read-memory.ts'
import { saveJudgeMemory } from './write-verdicts.ts'

/** The judge's memories, cached while no other process writes to the database. For use in transactions. */
export interface Memories extends TxCache {
  read(tx: Tx, target: string): Promise<JudgeMemory>
  /** Writes the slices that differ by `!==`, and deletes those that are gone. */
  save(tx: Tx, target: string, change: { readonly before: JudgeMemory; readonly after: JudgeMemory }): Promise<void>
}

/** Targets whose memory is cached; a memory has a few kB. */
const MOST_CACHED = 5_000

export function createMemories(names: Names, dialect: Dialect): Memories {
  const cache = new Map<string, JudgeMemory>()
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
      if (cached) return cached
      const memory = await judgeMemory(tx, names, target)
      if (cache.size < MOST_CACHED) cache.set(target, memory)
      return memory
    },
    async save(tx, target, change) {
      // Where the change starts from something else it may name a part of the memory only.
      if (cache.get(target) === change.before) cache.set(target, change.after)
      else cache.delete(target)
      await saveJudgeMemory(tx, names, target, change)
    },
  }
}
