import { isStorageError, type SkippedSlot } from '../../core/index.ts'
import type { StoreTx } from '../schema/port.ts'
import { type Call, DROPPED, type DroppedRuns, type Taken } from './journal.ts'
import type { RunIds } from './run-ids.ts'

export interface ReplayDeps {
  readonly tx: StoreTx
  readonly ids: RunIds
  /** Called for what the database refuses; the rest is written all the same. */
  readonly refused: (call: Call, error: unknown) => void
}

/**
 * Writes what waited, in the order it came, and the slots whose results did not fit. Call it within one transaction; what
 * a status page said is written apart.
 * @throws MonitorError `db_…` where the database cannot be written after all
 */
export async function replay(taken: Taken, deps: ReplayDeps): Promise<void> {
  for (const call of taken.entries.flat()) {
    try {
      if (call.kind !== 'witness') await write(deps.tx, call, deps.ids)
    } catch (error) {
      if (isStorageError(error)) throw error
      deps.refused(call, error)
    }
  }
  for (const dropped of taken.dropped) await deps.tx.insertSkipped(skippedOf(dropped))
}

async function write(tx: StoreTx, call: Exclude<Call, { kind: 'witness' }>, ids: RunIds): Promise<void> {
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
    case 'memory': {
      const before = Object.fromEntries([...call.gone].map((slice) => [slice, null]))
      return tx.saveJudgeMemory(call.target, before, Object.fromEntries(call.slices))
    }
    case 'verdict': {
      const [target, run, verdict] = call.args
      return tx.applyVerdict(target, run === undefined ? undefined : ids.inDatabase(run), verdict)
    }
    case 'alerts':
      return tx.saveAlerts(...call.args)
  }
}

function skippedOf({ sample, count, until }: DroppedRuns): SkippedSlot {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt } = sample
  const slot = { target, surface, probe, location, trigger, scheduledAt, noticedAt: startedAt }
  return { ...slot, reason: DROPPED, count, until }
}
