import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery } from 'kysely'
import { isStorageError, MonitorError } from '../../core/index.ts'
import { breathe } from './breathe.ts'
import type { Database, Tx } from './tables.ts'

/** What is remembered of the database between transactions. */
export interface TxCache {
  /** Called when a transaction has begun: another process may have written since the last one. */
  begin?(tx: Tx): Promise<void>
  /** Called after a commit, after a rollback, and after a rollback of a part. */
  settle(committed: boolean): void
}

export interface Writing {
  /**
   * Runs `work` in a transaction: all of it is kept, or none. The promise settles once it is on the disk.
   * @throws MonitorError `nested_transaction`; `db_…`; whatever `work` throws
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Settles when nothing waits. */
  idle(): Promise<void>
}

/** Of the time, at most a quarter is for the disk: a commit blocks the process for as long as the disk takes to sync. */
const WAIT_PER_COMMIT = 3
/** Nobody waits longer than this for others to share a commit, ms. */
const LONGEST_WAIT_MS = 50
/** Work is not added to a transaction that has lasted this long, ms: runs and timers have their turn. */
const FULL_AFTER_MS = 20

/** A piece of work that waits for its transaction. */
interface Job {
  run(tx: Tx): Promise<void>
  /** Hands on what `run` gave; called once that is on the disk. */
  resolve(): void
  reject(error: unknown): void
}

/**
 * Runs pieces of work in the order they were asked for, and lets those that wait at the same time share one commit, each as
 * a savepoint of its own. A single caller, one after the other, never waits.
 */
export function createWriting(db: Database, caches: readonly TxCache[]): Writing {
  const queue: Job[] = []
  const inside = new AsyncLocalStorage<true>()
  let draining: Promise<void> | undefined

  const settle = (committed: boolean) => {
    for (const cache of caches) cache.settle(committed)
  }

  async function drain(): Promise<void> {
    let wait = 0
    while (queue.length > 0) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      const { jobs, ms } = await commitOnce()
      // Timers have their turn: hundreds of commits in a row would hold up every start.
      await breathe()
      wait = jobs > 1 || queue.length > 1 ? Math.min(LONGEST_WAIT_MS, ms * WAIT_PER_COMMIT) : 0
    }
  }

  /** One transaction with what waits; how many pieces of work it had, and how long its commit took, ms. */
  async function commitOnce(): Promise<{ readonly jobs: number; readonly ms: number }> {
    const done: Job[] = []
    const taken: Job[] = []
    let commitAt = performance.now()
    try {
      await db.transaction().execute(async (tx) => {
        for (const cache of caches) await cache.begin?.(tx)
        await runSome(tx, taken, done)
        commitAt = performance.now()
      })
    } catch (error) {
      settle(false)
      // The lock was never taken, or the disk is full: nobody's work is stored.
      if (taken.length === 0) taken.push(...queue.splice(0))
      for (const job of taken) job.reject(error)
      return { jobs: taken.length, ms: 0 }
    }
    settle(true)
    for (const job of done) job.resolve()
    return { jobs: taken.length, ms: performance.now() - commitAt }
  }

  async function runSome(tx: Tx, taken: Job[], done: Job[]): Promise<void> {
    const begunAt = performance.now()
    for (let job = queue.shift(); job; job = next(begunAt)) {
      taken.push(job)
      // What fails alone is undone with its transaction.
      if (taken.length === 1 && queue.length === 0) await inside.run(true, job.run, tx)
      else if (!(await runShared(tx, job))) continue
      done.push(job)
    }
  }

  const next = (begunAt: number) => (performance.now() - begunAt < FULL_AFTER_MS ? queue.shift() : undefined)

  /** Undoes what fails, and nothing else; whether it went well. @throws where the transaction itself is lost */
  async function runShared(tx: Tx, job: Job): Promise<boolean> {
    await tx.executeQuery(SAVEPOINT)
    try {
      await inside.run(true, job.run, tx)
      await tx.executeQuery(RELEASE)
      return true
    } catch (error) {
      settle(false)
      try {
        await tx.executeQuery(UNDO)
        await tx.executeQuery(RELEASE)
      } catch {
        // SQLite ends the whole transaction after some errors, a full disk for one.
        throw error
      }
      // What the disk refused to one it refuses to all, and each must get to know why.
      if (isStorageError(error)) throw error
      job.reject(error)
      return false
    }
  }

  return {
    write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (inside.getStore()) return Promise.reject(nested())
      return new Promise<T>((resolve, reject) => {
        let result: T
        queue.push({
          run: async (tx) => {
            result = await work(tx)
          },
          resolve: () => resolve(result),
          reject,
        })
        draining ??= drain().finally(() => {
          draining = undefined
        })
      })
    },
    async idle() {
      while (draining) await draining
    },
  }
}

const SAVEPOINT = CompiledQuery.raw('savepoint one')
const RELEASE = CompiledQuery.raw('release one')
const UNDO = CompiledQuery.raw('rollback to one')

/** It would wait for itself for ever. */
function nested(): MonitorError {
  return new MonitorError('nested_transaction', 'a transaction was started inside another one', {
    hint: 'This is a fault of Doorwatch: please report it.',
  })
}
