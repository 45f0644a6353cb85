import { type IncidentChange, type JudgeMemory, SECOND, type Verdict } from '../../../src/core/index.ts'
import { judge, judgeTime, type Policy } from '../../../src/judge/index.ts'
import type { Announcement, Detector } from './simulate.ts'

/** As the worker does it: a confirm run after ten seconds, and after one that failed too sooner. */
export const CONFIRM_MS = 10 * SECOND
export const CONFIRM_AGAIN_MS = CONFIRM_MS / 4

/** Our own rule, with the memory it has learned. */
export function doorwatch(
  memory: JudgeMemory,
  policy: Policy,
  confirms = true,
): Detector & { readonly memory: () => JudgeMemory } {
  let known = memory
  return {
    memory: () => known,
    take(run, now) {
      const { memory: next, verdict } = judge(known, run, policy, now)
      known = next
      const said = announcementsOf(verdict)
      if (!verdict.confirm || !confirms) return { said }
      return {
        said,
        againMs: run.trigger === 'confirm' && verdict.outcome !== 'passed' ? CONFIRM_AGAIN_MS : CONFIRM_MS,
      }
    },
    tick(now) {
      const { memory: next, verdict } = judgeTime(known, policy, now)
      known = next
      return announcementsOf(verdict)
    },
  }
}

function announcementsOf(verdict: Verdict): readonly Announcement[] {
  return verdict.incident ? fromChange(verdict.incident) : []
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
