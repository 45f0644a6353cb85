import { type Clock, isStorageError, type Log, MonitorError, messageOf } from '../../core/index.ts'
import type { StoreOptions } from '../open.ts'
import type { Store, StoreTx } from '../schema/port.ts'
import type { WriteOptions } from '../schema/writing.ts'
import type { Call } from './calls.ts'
import type { StorageCondition } from './condition.ts'
import { databaseTx } from './database-tx.ts'
import { mergeChannelNotes, mergeDeliveries } from './deliveries.ts'
import { createGuardedOutbox, namedOutbox } from './guarded-outbox.ts'
import { Journal, type JournalLimits } from './journal.ts'
import { mergedHistory } from './merged-history.ts'
import type { Primary } from './primary.ts'
import { recordingTx } from './recording.ts'
import { writeJournal } from './replay.ts'
import { createRunIds } from './run-ids.ts'
import { openStandby, type Standby } from './standby.ts'
import { createStandbyIds } from './standby-ids.ts'

const LIMITS: JournalLimits = { runs: 10_000, bytes: 50 * 1024 * 1024 }

/** Decides where to write: to the database, or to a standby and a journal that is written once the database can be. */
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
  #switching: Promise<void> | undefined
  readonly #standbyWork = new Set<Promise<unknown>>()
  /** New work waits while the end of the journal is written, so that it cannot come before it. */
  #handover: Promise<void> | undefined
  #checking: Promise<void> | undefined

  constructor(primary: Primary, options: StoreOptions & { readonly limits?: JournalLimits }) {
    this.primary = primary
    this.#clock = options.clock
    this.#log = options.log
    this.#path = options.path
    this.#journal = new Journal(options.limits ?? LIMITS)
    this.outbox = createGuardedOutbox({
      use: (onDatabase, onStandby) =>
        this.use(
          () => onDatabase(namedOutbox(primary)),
          (standby) => onStandby(namedOutbox(standby)),
        ),
      ids: this.#standbyIds,
    })
  }

  /** Reads of both databases while the standby is in use. */
  history(): Store {
    const { store } = this.primary
    return this.#standby ? { ...store, ...mergedHistory(store, this.#standby.store, this.#standbyIds) } : store
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
    if (this.#standby) {
      const work = onStandby(this.#standby)
      this.#standbyWork.add(work)
      return work.finally(() => this.#standbyWork.delete(work))
    }
    try {
      return await onDatabase()
    } catch (error) {
      if (!isStorageError(error)) throw error
      await this.#switch(error)
    }
    // The standby may be handed over by now, or the database may have recovered.
    return this.use(onDatabase, onStandby)
  }

  transaction<T>(work: (tx: StoreTx) => Promise<T>, options?: WriteOptions): Promise<T> {
    return this.use(
      async () => {
        const finished: number[] = []
        const result = await this.primary.store.transaction((tx) => work(databaseTx(tx, this.#ids, finished)), options)
        for (const run of finished) this.#ids.finished(run)
        return result
      },
      async (standby) => {
        const calls: Call[] = []
        const result = await standby.store.transaction((tx) => work(recordingTx(tx, this.#ids, calls)))
        this.#journal.append(calls)
        return result
      },
    )
  }

  saveWitness(...[target, witness]: Parameters<Store['saveWitness']>): Promise<void> {
    return this.use(
      () => this.primary.store.saveWitness(target, witness),
      async (standby) => {
        await standby.store.saveWitness(target, witness)
        this.#journal.append([{ kind: 'witness', target, witness }])
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

  #switch(error: MonitorError): Promise<void> {
    this.#switching ??= this.#switchToStandby(error).finally(() => {
      this.#switching = undefined
    })
    return this.#switching
  }

  async #switchToStandby(error: MonitorError): Promise<void> {
    if (this.#standby) return
    this.primary.patient(false)
    this.#standbyIds.next()
    const options = { clock: this.#clock, log: this.#log }
    this.#standby = await openStandby(this.primary.file.reader, error, options)
    this.#log.error('the database cannot be written; results wait in memory', { error: messageOf(error) })
  }

  async #check(): Promise<void> {
    const place = this.primary.place()
    if (place !== 'same') await this.#follow(place)
    if (this.#standby) await this.#recover(this.#standby)
  }

  /** Opens what is at the path where the open file is no longer there. */
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

  /** Writes the journal to the database and gives the standby up; keeps it where the database still fails. */
  async #recover(standby: Standby): Promise<void> {
    const write = () => writeJournal(this.#journal, this.primary.store, this.#ids, this.#log)
    const merge = () =>
      this.primary.file.writer.transaction().execute(async (tx) => {
        await mergeDeliveries(standby.file.reader, tx)
        await mergeChannelNotes(standby.file.reader, tx)
      })
    try {
      if (this.primary.place() !== 'same') return
      await this.primary.heartbeat(this.#clock.now())
      await write()
      await this.#handOver(async () => {
        await this.#standbyIdle()
        await write()
        await merge()
        this.#standby = undefined
      })
    } catch (error) {
      if (!isStorageError(error)) throw error
      standby.error = error
      return
    }
    this.primary.patient(true)
    this.#log.warn('the database can be written again; the results held in memory are stored', {
      afterMs: this.#clock.now() - standby.since,
    })
    await standby.store.close()
  }

  /** Call it while new work is held back. */
  async #standbyIdle(): Promise<void> {
    // Work that was let through in this turn begins in the next.
    await Promise.resolve()
    while (this.#standbyWork.size > 0) await Promise.allSettled(this.#standbyWork)
  }

  /** Holds new work back until `work` is done. */
  async #handOver(work: () => Promise<void>): Promise<void> {
    const done = work()
    this.#handover = done.catch(() => {})
    try {
      await done
    } finally {
      this.#handover = undefined
    }
  }
}
