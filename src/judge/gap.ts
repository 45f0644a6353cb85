import { clockTime, isSilent, type JudgeMemory, type Verdict } from '../core/index.ts'
import { conclude } from './conclude.ts'
import { type SurfaceMemory, surfaceIn, surfaceKey, targetIn, timeIn, withSlices } from './memory.ts'
import type { Policy } from './policy.ts'

const NO_VERDICT: Verdict = { outcome: 'passed', confirm: false, transitions: [], notices: [] }

/**
 * What the time without a worker means, at the start of one: a surface whose probes would have been silent for as long is
 * unknown from two intervals after the last look on, until a run of it is judged. Pure.
 */
export function afterStop(memory: JudgeMemory, policy: Policy, now: number): { memory: JudgeMemory; verdict: Verdict } {
  const last = timeIn(memory).now
  const names = new Set(targetIn(memory)?.probes.map(({ surface }) => surface))
  const blind = last === 0 ? [] : [...names].filter((name) => isBlind(surfaceIn(memory, name), now - last))
  if (blind.length === 0) return { memory, verdict: NO_VERDICT }
  const unseen = `Nothing was measured from ${clockTime(last)} on: no worker was running.`
  let next = memory
  for (const name of blind) {
    next = withSlices(next, { [surfaceKey(name).surface]: { ...surfaceIn(next, name), unseen } })
  }
  const longest = Math.max(...blind.flatMap((name) => Object.values(surfaceIn(memory, name).streams)))
  return conclude(
    next,
    blind.map((name) => ({ name })),
    NO_VERDICT,
    policy,
    Math.min(now, last + 2 * longest),
  )
}

function isBlind({ condition, unseen, streams }: SurfaceMemory, quietMs: number): boolean {
  if (condition === 'unjudged' || unseen !== undefined) return false
  const intervals = Object.values(streams)
  return intervals.length > 0 && intervals.every((everyMs) => isSilent({ quietMs, everyMs }))
}

/** Two verdicts of one moment as one. */
export function joinVerdicts(first: Verdict, second: Verdict): Verdict {
  const entries = [...(first.incident?.entries ?? []), ...(second.incident?.entries ?? [])]
  const incident = (second.incident ?? first.incident)?.incident
  return {
    ...second,
    transitions: [...first.transitions, ...second.transitions],
    notices: [...first.notices, ...second.notices],
    ...(incident ? { incident: { incident, entries } } : {}),
  }
}
