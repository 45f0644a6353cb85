import { MonitorError } from '../../core/index.ts'
import type { StoreTx } from '../schema/port.ts'
import type { RunIds } from './run-ids.ts'

/**
 * A transaction of the database for runs that may have been claimed in a standby.
 * @param finished receives the runs that it finishes; their ids are needed until it is committed
 */
export function databaseTx(tx: StoreTx, ids: Pick<RunIds, 'inDatabase'>, finished: number[]): StoreTx {
  return {
    ...tx,
    async finishRun(run, result, spend) {
      const id = ids.inDatabase(run)
      if (id === undefined) {
        throw new MonitorError('run_not_open', `the run of ${result.target}/${result.probe} was never stored`)
      }
      await tx.finishRun(id, result, spend)
      finished.push(run)
    },
    applyChanges: (target, run, changes) =>
      tx.applyChanges(target, run === undefined ? undefined : ids.inDatabase(run), changes),
  }
}
