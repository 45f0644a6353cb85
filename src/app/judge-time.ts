import { SECOND, type SilentProbe, type Target } from '../core/index.ts'
import type { Chore } from './chores.ts'
import type { LiveFeed } from './live-feed.ts'
import type { Pipeline } from './pipeline.ts'
import type { Policies } from './policies.ts'
import type { Worker } from './worker.ts'

const EVERY_MS = 5 * SECOND

/** Lets time pass for the judge of each target: silence, windows that end, recoveries that settle. */
export function judgeTimeChore(from: {
  readonly targets: readonly Target[]
  readonly policies: Pick<Policies, 'refresh'>
  readonly pipeline: Pick<Pipeline, 'judgeTime'>
  readonly worker: Pick<Worker, 'silent'>
  readonly feed: Pick<LiveFeed, 'tell'>
}): Chore {
  return {
    name: 'judging time',
    everyMs: EVERY_MS,
    afterMs: EVERY_MS,
    work: async () => {
      await from.policies.refresh()
      const silent = byTarget(from.worker.silent())
      for (const target of from.targets) {
        const alerts = await from.pipeline.judgeTime(target.name, silent.get(target.name) ?? [])
        if (alerts.length > 0) from.feed.tell({ type: 'alerted', alerts })
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
