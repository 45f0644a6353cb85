import type { Failure, SilentProbe } from '../core/index.ts'
import { conclude } from './conclude.ts'
import type { JudgedRun } from './judged-run.ts'
import type { Change, Judgement } from './judgement.ts'
import { applyMeasured } from './measured-run.ts'
import { surfaceIn, type TargetMemory, watchIn } from './memory.ts'
import { silenceNotice } from './notices.ts'
import type { Policy } from './policy.ts'
import { settlePool } from './settle-pool.ts'
import { advanceTime, silentProbes } from './showing.ts'
import { settleCondition } from './surface.ts'
import { surroundings } from './surroundings.ts'
import { applyUnmeasured } from './unmeasured-run.ts'

/**
 * Judges one finished run of a target. Pure: the same memory, run, policy and time give the same verdict. Runs whose trigger
 * the policy does not heed, and skipped slots, change nothing.
 * @param now epoch ms
 */
export function judge(memory: TargetMemory, run: JudgedRun, policy: Policy, now: number): Judgement {
  if (run.outcome === 'skipped' || !policy.triggers.includes(run.trigger)) {
    return { memory, verdict: { outcome: run.outcome, confirm: false, transitions: [], notices: [] } }
  }
  const failure = failureOf(run)
  const pooled = settlePool(memory, policy, now, run.startedAt)
  if (failure && failure.blame !== 'provider') return applyUnmeasured(pooled, { run, failure }, policy, now)
  return applyMeasured(pooled, { run, failed: failure }, policy, now)
}

/**
 * Lets time pass without a run; called about every ten seconds. Silence becomes `unknown`, windows end, and a recovery
 * that waited for the end of its instant is declared. Pure.
 * @param now epoch ms
 * @param silent probes that reported nothing for a slot that was due and could have run, as the worker finds them. Without
 * it, as in a replay, a probe is silent after two intervals.
 */
export function judgeTime(
  memory: TargetMemory,
  policy: Policy,
  now: number,
  silent?: readonly Omit<SilentProbe, 'target'>[],
): Change {
  let next: TargetMemory = { ...memory, time: advanceTime(memory.time, now) }
  const { target } = memory
  const notices = []
  for (const probe of silent ?? silentProbes(next)) {
    const silence = silenceNotice(next.notices, { ...probe, target: target.name }, now)
    next = { ...next, notices: silence.memory }
    notices.push(...silence.notices)
  }
  const judged = []
  for (const name of new Set(target.probes.map(({ surface }) => surface))) {
    const settled = settleOnTick(next, name, policy, now)
    next = settled.memory
    judged.push({ name, change: settled.change })
  }
  const pooled = settlePool(next, policy, now)
  return conclude(pooled.memory, [...pooled.judged, ...judged], notices, policy, now)
}

function settleOnTick(memory: TargetMemory, name: string, policy: Policy, now: number) {
  const parts = { surface: surfaceIn(memory, name), watch: watchIn(memory, name) }
  const around = surroundings(memory, parts.surface, now)
  const { episode, condition } = parts.surface
  if (!episode && condition !== 'unjudged' && !around.incidentOpen) return { memory, change: undefined }
  const { surface, watch, change } = settleCondition(parts, around, policy, true)
  if (surface === parts.surface && watch === parts.watch) return { memory, change }
  const surfaces = { ...memory.surfaces, [name]: surface }
  return { memory: { ...memory, surfaces, watches: { ...memory.watches, [name]: watch } }, change }
}

/** The failure of a run that failed, also where its recorder gave none. */
function failureOf(run: JudgedRun): Failure | undefined {
  if (run.outcome === 'passed' || run.outcome === 'slow') return undefined
  if (run.failure) return run.failure
  if (run.outcome === 'error') return { class: 'probe_error', blame: 'probe', message: 'could not measure' }
  return { class: 'server_error', blame: 'provider', message: 'failed' }
}
