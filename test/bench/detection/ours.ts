import { type IncidentChange, type JudgedChanges, SECOND } from '../../../src/core/index.ts'
import { judge, judgeTime, type Policy, type TargetMemory } from '../../../src/judge/index.ts'
import type { Announcement, Detector } from './simulate.ts'

/** As the worker does it: a confirm run after ten seconds, and after one that failed too sooner. */
const CONFIRM_MS = 10 * SECOND
const CONFIRM_AGAIN_MS = CONFIRM_MS / 4

/** Our own rule, with the memory it has learned. */
export function doorwatch(
  memory: TargetMemory,
  policy: Policy,
  confirms = true,
): Detector & { readonly memory: () => TargetMemory } {
  let current = memory
  return {
    memory: () => current,
    apply(run, now) {
      const { memory: next, verdict } = judge(current, run, policy, now)
      current = next
      const announcements = announcementsOf(verdict)
      if (!verdict.confirm || !confirms) return { announcements }
      return {
        announcements,
        againMs: run.trigger === 'confirm' && verdict.outcome !== 'passed' ? CONFIRM_AGAIN_MS : CONFIRM_MS,
      }
    },
    tick(now) {
      const { memory: next, changes } = judgeTime(current, policy, now)
      current = next
      return announcementsOf(changes)
    },
  }
}

function announcementsOf({ incident }: JudgedChanges): readonly Announcement[] {
  return incident ? fromChange(incident) : []
}

function fromChange({ entries }: IncidentChange): readonly Announcement[] {
  return entries
    .filter((entry) => entry.kind !== 'scope' && entry.kind !== 'recovered')
    .map(({ kind, at, surface = '' }) => {
      if (kind === 'opened') return { kind, at, surface }
      if (kind === 'reopened') return { kind: 'opened', at, surface, again: true }
      return { kind: kind === 'resolved' ? 'resolved' : 'changed', at, surface }
    })
}
