import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery } from 'kysely'
import { isStorageError, MonitorError } from '../../core/index.ts'
import { breathe } from './breathe.ts'
import type { StoreDatabase } from './dialect.ts'
import { beginDirect, endDirect, execute } from './prepared.ts'
import type { Tx } from './tables.ts'

/** A cache of database rows that is kept between transactions. */
export interface TxCache {
  /** Called when a transaction has begun: another process may have written since the last one. */
  begin?(tx: Tx): Promise<void>
  /** Called after a commit, after a rollback, and after a rollback to a savepoint. */
  settle(committed: boolean): void
}

/** How a transaction is written. */
export interface WriteOptions {
  /** While commits are frequent it may wait up to 40 ms for others to share its commit. Default: it does not wait. */
  readonly shares?: boolean
  /**
   * It lets other work go first, ten commits at most, and is committed alone: a small step of a clean-up. Default: it takes its
   * turn.
   */
  readonly background?: boolean
}

/** Runs work in transactions of one database. */
interface Writing {
  /**
   * Runs `work` in a transaction: all of it is stored, or none. The promise settles once it is on the disk.
   * @throws MonitorError `nested_transaction`; `db_…`; whatever `work` throws
   */
  write<T>(work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>
  /** Settles when no work is queued. */
  idle(): Promise<void>
}

/** Pause after a shared commit, as a multiple of its time: a commit blocks the process while the disk syncs. */
const PAUSE_PER_COMMIT = 3
/** Longest pause between two commits, ms. */
const LONGEST_PAUSE_MS = 50
/** Shortest interval between commits that only hold work that shares, ms. */
const SHARED_INTERVAL_MS = 40
/** Commits are frequent when the last so many took less than so long, ms: a sync costs CPU time as well. */
const FREQUENT = { commits: 10, withinMs: 600 }
/** Most commits that go before background work. */
const MOST_BEFORE_BACKGROUND = 10
/** Work is not added to a transaction that has lasted this long, ms, so that runs and timers have their turn. */
const FULL_AFTER_MS = 20

const SAVEPOINT = CompiledQuery.raw('savepoint job')
const RELEASE = CompiledQuery.raw('release savepoint job')
const ROLLBACK = CompiledQuery.raw('rollback to savepoint job')

/** A piece of work that waits for its transaction. */
interface Job {
  readonly shares: boolean
  run(tx: Tx): Promise<void>
  /** Hands on what `run` returned; called once that is on the disk. */
  resolve(): void
  reject(error: unknown): void
}

/** The jobs of one transaction. */
interface Commit {
  /** Those that still wait for it. */
  readonly queue: Job[]
  readonly started: Job[]
  readonly done: Job[]
  /** `performance.now()` when the last job was done. */
  commitAt: number
}

/**
 * Runs pieces of work in the order they were asked for. Those that wait at the same time share one commit, each as a
 * savepoint; a single caller, one after the other, never waits. (Group commit, as PostgreSQL's `commit_delay` does it.)
 */
export function createWriting(
  database: Pick<StoreDatabase, 'writer' | 'executeNow'>,
  caches: readonly TxCache[],
): Writing {
  const queue = new WriteQueue(database, caches)
  return { write: (work, options) => queue.write(work, options), idle: () => queue.idle() }
}

class WriteQueue {
  readonly #database: Pick<StoreDatabase, 'writer' | 'executeNow'>
  readonly #caches: readonly TxCache[]
  readonly #queue: Job[] = []
  readonly #background: Job[] = []
  readonly #inside = new AsyncLocalStorage<true>()
  #draining: Promise<void> | undefined
  /** `performance.now()` of the last commits. */
  #commits: readonly number[] = []
  /** Ends the wait for work that shares a commit. */
  #wake: (() => void) | undefined

  constructor(database: Pick<StoreDatabase, 'writer' | 'executeNow'>, caches: readonly TxCache[]) {
    this.#database = database
    this.#caches = caches
  }

  write<T>(work: (tx: Tx) => Promise<T>, { shares = false, background = false }: WriteOptions = {}): Promise<T> {
    if (this.#inside.getStore()) return Promise.reject(nestedTransaction())
    return new Promise<T>((resolve, reject) => {
      let result: T
      const queue = background ? this.#background : this.#queue
      queue.push({
        shares,
        run: async (tx) => {
          result = await work(tx)
        },
        resolve: () => resolve(result),
        reject,
      })
      if (!shares && !background) this.#wake?.()
      this.#draining ??= this.#drain().finally(() => {
        this.#draining = undefined
      })
    })
  }

  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  async #drain(): Promise<void> {
    let [pauseMs, before] = [0, 0]
    while (this.#queue.length + this.#background.length > 0) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      pauseMs = 0
      if (this.#background.length > 0 && (this.#queue.length === 0 || before === MOST_BEFORE_BACKGROUND)) {
        before = 0
        await this.#commit(this.#background.splice(0, 1))
        await breathe()
        continue
      }
      before += 1
      await this.#waitForOthers()
      const { jobs, commitMs } = await this.#commit(this.#queue)
      // Hundreds of commits in a row would hold up every timer.
      await breathe()
      this.#commits = [...this.#commits.slice(1 - FREQUENT.commits), performance.now()]
      const isShared = jobs > 1 || this.#queue.length > 1
      pauseMs = isShared ? Math.min(LONGEST_PAUSE_MS, commitMs * PAUSE_PER_COMMIT) : 0
    }
  }

  /** Waits for more work to share the next commit, unless commits are rare or work that does not share is queued. */
  async #waitForOthers(): Promise<void> {
    const now = performance.now()
    const [first = 0, last = 0] = [this.#commits[0], this.#commits.at(-1)]
    const isFrequent = this.#commits.length === FREQUENT.commits && now - first < FREQUENT.withinMs
    const waitMs = last + SHARED_INTERVAL_MS - now
    if (!isFrequent || waitMs <= 0 || !this.#queue.every(({ shares }) => shares)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  /** Runs what waits in `queue` in one transaction. @returns how many jobs it had, and how long its commit took, ms */
  async #commit(queue: Job[]): Promise<{ readonly jobs: number; readonly commitMs: number }> {
    const commit: Commit = { queue, started: [], done: [], commitAt: performance.now() }
    try {
      await this.#database.writer.transaction().execute((tx) => this.#runDirectly(tx, commit))
    } catch (error) {
      this.#settle(false)
      // No job has started: the lock was not taken, or the disk is full, so every job fails.
      const failed = commit.started.length > 0 ? commit.started : queue.splice(0)
      for (const job of failed) job.reject(error)
      return { jobs: failed.length, commitMs: 0 }
    }
    this.#settle(true)
    for (const job of commit.done) job.resolve()
    return { jobs: commit.started.length, commitMs: performance.now() - commit.commitAt }
  }

  async #runDirectly(tx: Tx, commit: Commit): Promise<void> {
    const { executeNow } = this.#database
    if (executeNow) beginDirect(tx, executeNow)
    try {
      await this.#runJobs(tx, commit)
    } finally {
      endDirect(tx)
    }
  }

  async #runJobs(tx: Tx, commit: Commit): Promise<void> {
    for (const cache of this.#caches) await cache.begin?.(tx)
    const fullAt = performance.now() + FULL_AFTER_MS
    const { queue } = commit
    for (let job = queue.shift(); job; job = performance.now() < fullAt ? queue.shift() : undefined) {
      commit.started.push(job)
      const isAlone = commit.started.length === 1 && queue.length === 0
      if (isAlone) await this.#inside.run(true, job.run, tx)
      else if (!(await this.#runInSavepoint(tx, job))) continue
      commit.done.push(job)
    }
    // While it is in use Node traces every promise of the process.
    this.#inside.disable()
    commit.commitAt = performance.now()
  }

  /** Undoes a job that fails, and nothing else. @returns whether it succeeded @throws where the transaction itself is lost */
  async #runInSavepoint(tx: Tx, job: Job): Promise<boolean> {
    await execute(tx, SAVEPOINT)
    try {
      await this.#inside.run(true, job.run, tx)
      await execute(tx, RELEASE)
      return true
    } catch (error) {
      this.#settle(false)
      try {
        await execute(tx, ROLLBACK)
        await execute(tx, RELEASE)
      } catch {
        // SQLite ends the whole transaction after some errors, such as a full disk.
        throw error
      }
      // A disk that refuses one job refuses all of them, and each caller must learn why.
      if (isStorageError(error)) throw error
      job.reject(error)
      return false
    }
  }

  #settle(committed: boolean): void {
    for (const cache of this.#caches) cache.settle(committed)
  }
}

function nestedTransaction(): MonitorError {
  return new MonitorError(
    'nested_transaction',
    'a transaction was started inside another one, which it would wait for',
    {
      hint: 'This is a bug in Doorwatch: please report it.',
    },
  )
}
