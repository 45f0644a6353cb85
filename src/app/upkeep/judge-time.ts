import { type Alert, SECOND, type SilentProbe, type Target } from '../../core/index.ts'
import type { Chore } from '../process/chores.ts'
import type { Pipeline } from '../worker/pipeline.ts'
import type { Policies } from '../worker/policies.ts'
import type { Worker } from '../worker/worker.ts'

const EVERY_MS = 5 * SECOND
/** Targets that are judged at the same time and share a commit; runs that end meanwhile wait for no more than these. */
const AT_ONCE = 25

/** Lets time pass for the judge of each target: silence, windows that end, recoveries that settle. */
export function judgeTimeChore(from: {
  readonly targets: readonly Target[]
  readonly policies: Pick<Policies, 'refresh'>
  readonly pipeline: Pick<Pipeline, 'judgeTime'>
  readonly worker: Pick<Worker, 'silent'>
  readonly emitAlerts: (alerts: readonly Alert[]) => void
}): Chore {
  async function judgeOne(target: string, silent: ReadonlyMap<string, readonly SilentProbe[]>): Promise<void> {
    from.emitAlerts(await from.pipeline.judgeTime(target, silent.get(target) ?? []))
  }

  return {
    name: 'judging time',
    everyMs: EVERY_MS,
    afterMs: EVERY_MS,
    work: async (_now, stopping) => {
      await from.policies.refresh()
      const silent = byTarget(from.worker.silent())
      for (let at = 0; at < from.targets.length && !stopping?.aborted; at += AT_ONCE) {
        throwFirst(
          await Promise.allSettled(from.targets.slice(at, at + AT_ONCE).map(({ name }) => judgeOne(name, silent))),
        )
      }
    },
  }
}

function byTarget(silent: readonly SilentProbe[]): ReadonlyMap<string, readonly SilentProbe[]> {
  const grouped = new Map<string, SilentProbe[]>()
  for (const probe of silent) {
    const group = grouped.get(probe.target)
    if (group) group.push(probe)
    else grouped.set(probe.target, [probe])
  }
  return grouped
}

function throwFirst(outcomes: readonly PromiseSettledResult<void>[]): void {
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
