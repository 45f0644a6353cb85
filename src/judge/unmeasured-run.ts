import type { Failure } from '../core/index.ts'
import { conclude } from './conclude.ts'
import type { JudgedRun } from './judged-run.ts'
import type { Judgement } from './judgement.ts'
import { newStream, type StreamMemory, streamId, surfaceIn } from './memory.ts'
import { clearSilence, noticeOf } from './notices.ts'
import type { Policy } from './policy.ts'
import type { PoolDecision } from './settle-pool.ts'
import { advanceTime } from './showing.ts'
import { registerStream } from './streams.ts'

/** Judges a run that says nothing on the provider: it opens notices, and `unknown` while the monitor's own network fails. */
export function applyUnmeasured(
  { memory, judged }: PoolDecision,
  { run, failure }: { readonly run: JudgedRun; readonly failure: Failure },
  policy: Policy,
  now: number,
): Judgement {
  const reported = clearSilence(memory.notices, run, now)
  const noticed = noticeOf(reported.memory, run, failure, now)
  const surface = surfaceIn(memory, run.surface)
  const suspends = failure.blame === 'network' && !noticed.confirm && !surface.suspended
  const id = streamId(run)
  const time = advanceTime(memory.time, now)
  const stream: StreamMemory = { ...(memory.streams.get(id) ?? newStream(run)), reportedMs: time.activeMs }
  const registered = registerStream(suspends ? { ...surface, suspended: true } : surface, memory, run, id)
  const next = {
    ...memory,
    time,
    notices: noticed.memory,
    surfaces: { ...memory.surfaces, [run.surface]: registered },
    streams: memory.streams.with(id, stream),
  }
  const notices = [...reported.notices, ...noticed.notices]
  const concluded = conclude(next, [...judged, { name: run.surface, failure }], notices, policy, now)
  const { changes } = concluded
  return { memory: concluded.memory, verdict: { ...changes, outcome: run.outcome, confirm: noticed.confirm } }
}
