import { type Clock, isStorageError, type Log, MonitorError, messageOf } from '../../core/index.ts'
import { type StoreOptions, storeOver } from '../open.ts'
import type { Store, StoreTx } from '../schema/port.ts'
import { openMemorySqlite, type SqliteFile } from '../sqlite/index.ts'
import type { StorageCondition } from './condition.ts'
import { mergeDeliveries } from './deliveries.ts'
import { createGuardedOutbox, namedOutbox } from './guarded-outbox.ts'
import { type Call, createJournal, type Journal, type JournalLimits } from './journal.ts'
import { mergedHistory } from './merged-history.ts'
import type { Primary } from './primary.ts'
import { recordingTx } from './recording.ts'
import { replay } from './replay.ts'
import { createRunIds } from './run-ids.ts'
import { seed } from './seed.ts'
import { createStandbyIds } from './standby-ids.ts'

const HELD_AT_MOST: JournalLimits = { runs: 10_000, bytes: 50 * 1024 * 1024 }

interface Standby {
  readonly file: SqliteFile
  readonly store: Store
  readonly since: number
  error: MonitorError
}

/** Decides where to write, and brings what was written elsewhere back. */
export class Guard {
  readonly primary: Primary
  readonly outbox
  readonly #clock: Pick<Clock, 'now'>
  readonly #log: Log
  readonly #path: string
  readonly #standbyIds = createStandbyIds()
  readonly #ids = createRunIds(this.#standbyIds)
  readonly #journal: Journal
  #standby: Standby | undefined
  #switching: Promise<Standby> | undefined
  /** Work that is under way in the standby. */
  readonly #inStandby = new Set<Promise<unknown>>()
  /** While what waited last is written, new work waits: nothing may come in behind it. */
  #handover: Promise<void> | undefined
  #checking: Promise<void> | undefined

  constructor(primary: Primary, options: StoreOptions & { readonly limits?: JournalLimits }) {
    this.primary = primary
    this.#clock = options.clock
    this.#log = options.log
    this.#path = options.path
    this.#journal = createJournal(options.limits ?? HELD_AT_MOST)
    this.outbox = createGuardedOutbox({
      use: (onDatabase, onStandby) =>
        this.use(
          () => onDatabase(namedOutbox(primary)),
          (standby) => onStandby(namedOutbox(standby)),
        ),
      ids: this.#standbyIds,
    })
  }

  history(): Store {
    const { store } = this.primary
    return this.#standby ? { ...store, ...mergedHistory(store, this.#standby.store) } : store
  }

  /** The store that holds what was written last. */
  live(): Store {
    return this.#standby?.store ?? this.primary.store
  }

  condition(): StorageCondition {
    if (!this.#standby) return { ok: true }
    const { since, error } = this.#standby
    return { ok: false, since, error, heldRuns: this.#journal.runs, droppedRuns: this.#journal.droppedRuns }
  }

  /** Does the work on the database, or on the standby where that fails. */
  async use<T>(onDatabase: () => Promise<T>, onStandby: (standby: Standby) => Promise<T>): Promise<T> {
    await this.#handover
    if (!this.#standby) {
      try {
        return await onDatabase()
      } catch (error) {
        if (!isStorageError(error)) throw error
        await this.#switch(error)
      }
    }
    // It may have recovered in the meantime.
    if (!this.#standby) return this.use(onDatabase, onStandby)
    const work = onStandby(this.#standby)
    this.#inStandby.add(work)
    return work.finally(() => this.#inStandby.delete(work))
  }

  transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T> {
    return this.use(
      () => this.primary.store.transaction((tx) => work(this.#ownTx(tx))),
      async (standby) => {
        const calls: Call[] = []
        const result = await standby.store.transaction((tx) => work(recordingTx(tx, this.#ids, calls)))
        this.#journal.append(calls)
        return result
      },
    )
  }

  saveWitness(...[target, kept]: Parameters<Store['saveWitness']>): Promise<void> {
    return this.use(
      () => this.primary.store.saveWitness(target, kept),
      async (standby) => {
        await standby.store.saveWitness(target, kept)
        this.#journal.append([{ kind: 'witness', target, kept }])
      },
    )
  }

  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  async close(): Promise<void> {
    await this.#checking?.catch(() => {})
    if (this.#standby) await this.#recover(this.#standby).catch(() => {})
    await this.#standby?.store.close()
    await this.primary.store.close()
  }

  /** A transaction of the database, for runs that may have been claimed in the standby. */
  #ownTx(tx: StoreTx): StoreTx {
    return {
      ...tx,
      finishRun: async (run, result, spend) => {
        const id = this.#ids.inDatabase(run)
        if (id === undefined) {
          throw new MonitorError('run_not_open', `the run of ${result.target}/${result.probe} was never stored`)
        }
        await tx.finishRun(id, result, spend)
        this.#ids.finished(run)
      },
      applyVerdict: (target, run, verdict) =>
        tx.applyVerdict(target, run === undefined ? undefined : this.#ids.inDatabase(run), verdict),
    }
  }

  #switch(error: MonitorError): Promise<Standby> {
    this.#switching ??= this.#openStandby(error).finally(() => {
      this.#switching = undefined
    })
    return this.#switching
  }

  async #openStandby(error: MonitorError): Promise<Standby> {
    if (this.#standby) return this.#standby
    const now = this.#clock.now()
    this.primary.patient(false)
    const file = openMemorySqlite({ now })
    this.#standbyIds.next()
    try {
      await seed(this.primary.file.reader, file.writer, now)
    } catch (unreadable) {
      this.#log.error('the database cannot be read either; judging starts from what is usual', {
        error: messageOf(unreadable),
      })
    }
    const standby = { file, store: storeOver(file, this.#clock), since: now, error }
    this.#standby = standby
    this.#log.error('the database cannot be written; results wait in memory', { error: messageOf(error) })
    return standby
  }

  async #check(): Promise<void> {
    const place = this.primary.place()
    if (place !== 'same') await this.#follow(place)
    if (this.#standby) await this.#recover(this.#standby)
  }

  /** Follows the path where the file behind it is gone. */
  async #follow(place: 'missing' | 'replaced'): Promise<void> {
    const what = place === 'missing' ? 'deleted or moved away' : 'replaced by another file'
    await this.#switch(
      new MonitorError('db_moved', `the database ${this.#path} was ${what}`, {
        hint: 'To move or restore a database, stop the worker first.',
      }),
    )
    try {
      await this.primary.reopen()
      this.primary.patient(false)
    } catch (error) {
      this.#log.warn('the database cannot be opened again yet', { error: messageOf(error) })
    }
  }

  /** Writes what waited; leaves the standby in use where that fails. */
  async #recover(standby: Standby): Promise<void> {
    const merge = () => this.primary.file.writer.transaction().execute((tx) => mergeDeliveries(standby.file.reader, tx))
    try {
      if (this.primary.place() !== 'same') return
      await this.primary.heartbeat(this.#clock.now())
      await this.#writeJournal()
      await this.#handOver(async () => {
        await Promise.allSettled(this.#inStandby)
        await this.#writeJournal()
        await merge()
        this.#standby = undefined
      })
    } catch (error) {
      if (!isStorageError(error)) throw error
      standby.error = error
      return
    }
    this.primary.patient(true)
    this.#log.warn('the database can be written again; what waited is stored', {
      afterMs: this.#clock.now() - standby.since,
    })
    await standby.store.close()
  }

  /** Holds back new work while the last of the old is brought over. */
  async #handOver(work: () => Promise<void>): Promise<void> {
    const done = work()
    this.#handover = done.then(
      () => {},
      () => {},
    )
    try {
      await done
    } finally {
      this.#handover = undefined
    }
  }

  async #writeJournal(): Promise<void> {
    const taken = this.#journal.take()
    if (taken.entries.length === 0 && taken.dropped.length === 0) return
    const { store } = this.primary
    try {
      await store.transaction((tx) =>
        replay(taken, {
          tx,
          ids: this.#ids,
          refused: (call, error) =>
            this.#log.error('the database refused what waited', { what: call.kind, error: messageOf(error) }),
        }),
      )
    } catch (error) {
      this.#journal.putBack(taken)
      throw error
    }
    for (const call of taken.entries.flat()) {
      if (call.kind === 'witness') await store.saveWitness(call.target, call.kept)
    }
  }
}
