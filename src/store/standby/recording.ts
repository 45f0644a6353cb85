import { sliceChange } from '../judgement/memory-slices.ts'
import type { StoreTx } from '../schema/port.ts'
import type { Call } from './calls.ts'
import type { RunIds } from './run-ids.ts'

/** A transaction of the standby that appends what it writes to `calls`. */
export function recordingTx(tx: StoreTx, ids: RunIds, calls: Call[]): StoreTx {
  return {
    ...tx,
    async claimRun(...args) {
      const id = await tx.claimRun(...args)
      if (id === undefined) return undefined
      const run = ids.ofStandby(id)
      calls.push({ kind: 'claim', run, args })
      return run
    },
    async finishRun(...args) {
      const [run, result, spend] = args
      calls.push({ kind: 'finish', run, args })
      // A run that was claimed in the database has no row here yet.
      const id = ids.inStandby(run) ?? (await tx.claimRun({ ...result, evidence: false }, result.startedAt))
      if (id !== undefined) await tx.finishRun(id, result, spend)
    },
    async insertSkipped(...args) {
      calls.push({ kind: 'skip', args })
      await tx.insertSkipped(...args)
    },
    async saveJudgeMemory(...args) {
      const [target, before, after] = args
      calls.push({ kind: 'memory', target, ...sliceChange(before, after) })
      await tx.saveJudgeMemory(...args)
    },
    async applyChanges(...args) {
      calls.push({ kind: 'changes', args })
      const [target, run, changes] = args
      await tx.applyChanges(target, run === undefined ? undefined : ids.inStandby(run), changes)
    },
    async saveAfterwards(...args) {
      calls.push({ kind: 'afterwards', args })
      await tx.saveAfterwards(...args)
    },
    async saveAlerts(...args) {
      calls.push({ kind: 'alerts', args })
      await tx.saveAlerts(...args)
    },
    async acknowledge(...args) {
      calls.push({ kind: 'acknowledge', args })
      return tx.acknowledge(...args)
    },
    async saveAckToken(...args) {
      calls.push({ kind: 'ack token', args })
      return tx.saveAckToken(...args)
    },
    async useAckToken(...args) {
      calls.push({ kind: 'ack token used', args })
      return tx.useAckToken(...args)
    },
  }
}
