import { isStorageError, type Log, messageOf, type SkippedSlot } from '../../core/index.ts'
import type { Store, StoreTx } from '../schema/port.ts'
import type { Call, WitnessCall } from './calls.ts'
import { type Batch, DROPPED, type DroppedRuns, type Journal } from './journal.ts'
import type { RunIds } from './run-ids.ts'

/**
 * Writes what waits in the journal to the database, all of it in one transaction but for the status pages.
 * @throws MonitorError `db_…` where the database cannot be written after all; then the journal still holds everything
 */
export async function writeJournal(journal: Journal, store: Store, ids: RunIds, log: Log): Promise<void> {
  const batch = journal.take()
  if (batch.entries.length === 0 && batch.dropped.length === 0) return
  const refused = (call: Call, error: unknown) =>
    log.error('the database rejected a write that was held in memory', { what: call.kind, error: messageOf(error) })
  try {
    await store.transaction((tx) => replay(batch, { tx, ids, refused }))
  } catch (error) {
    journal.putBack(batch)
    throw error
  }
  for (const call of batch.entries.flat()) if (call.kind === 'finish') ids.finished(call.run)
  await writeWitnesses(journal, batch, store, refused)
}

async function writeWitnesses(
  journal: Journal,
  { entries }: Batch,
  store: Pick<Store, 'saveWitness'>,
  refused: ReplayDeps['refused'],
): Promise<void> {
  const calls = entries.flat().filter((call) => call.kind === 'witness')
  for (const [index, call] of calls.entries()) {
    try {
      await store.saveWitness(call.target, call.witness)
    } catch (error) {
      if (!isStorageError(error)) refused(call, error)
      else {
        journal.putBack({ entries: [calls.slice(index)], dropped: [] })
        throw error
      }
    }
  }
}

interface ReplayDeps {
  readonly tx: StoreTx
  readonly ids: RunIds
  /** Called for a write that the database refuses; the others are written all the same. */
  readonly refused: (call: Call, error: unknown) => void
}

/**
 * Writes a batch in the order it came, then the slots whose results did not fit. Call it within one transaction; what a
 * status page showed is written apart.
 * @throws MonitorError `db_…` where the database cannot be written after all
 */
export async function replay(batch: Batch, deps: ReplayDeps): Promise<void> {
  for (const call of batch.entries.flat()) {
    try {
      if (call.kind !== 'witness') await write(deps.tx, call, deps.ids)
    } catch (error) {
      if (isStorageError(error)) throw error
      deps.refused(call, error)
    }
  }
  for (const dropped of batch.dropped) await deps.tx.insertSkipped(skippedOf(dropped))
}

async function write(tx: StoreTx, call: Exclude<Call, WitnessCall>, ids: RunIds): Promise<void> {
  switch (call.kind) {
    case 'claim': {
      const id = await tx.claimRun(...call.args)
      if (id !== undefined) ids.written(call.run, id)
      return
    }
    case 'finish': {
      const [run, result, spend] = call.args
      const id = ids.inDatabase(run)
      if (id !== undefined) await tx.finishRun(id, result, spend)
      return
    }
    case 'skip':
      return tx.insertSkipped(...call.args)
    case 'memory':
      return tx.writeMemorySlices(call.target, call)
    case 'changes': {
      const [target, run, changes] = call.args
      return tx.applyChanges(target, run === undefined ? undefined : ids.inDatabase(run), changes)
    }
    case 'afterwards':
      return tx.saveAfterwards(...call.args)
    case 'alerts':
      return tx.saveAlerts(...call.args)
    case 'acknowledge':
      return void (await tx.acknowledge(...call.args))
    case 'ack token':
      return void (await tx.saveAckToken(...call.args))
    case 'ack token used':
      return void (await tx.useAckToken(...call.args))
  }
}

function skippedOf({ sample, count, until }: DroppedRuns): SkippedSlot {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt } = sample
  const slot = { target, surface, probe, location, trigger, scheduledAt, noticedAt: startedAt }
  return { ...slot, reason: DROPPED, count, until }
}
