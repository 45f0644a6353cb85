import type { StoreTx } from '../schema/port.ts'
import { type Call, memoryCall } from './calls.ts'
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
      calls.push(memoryCall(...args))
      await tx.saveJudgeMemory(...args)
    },
    async applyVerdict(...args) {
      calls.push({ kind: 'verdict', args })
      const [target, run, verdict] = args
      await tx.applyVerdict(target, run === undefined ? undefined : ids.inStandby(run), verdict)
    },
    async saveAlerts(...args) {
      calls.push({ kind: 'alerts', args })
      await tx.saveAlerts(...args)
    },
  }
}
