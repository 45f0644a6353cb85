import { type Failure, type JudgeMemory, MINUTE, type Notice, type SilentProbe, type Verdict } from '../core/index.ts'
import { forgetWaiting, learn, usualBefore } from './baseline.ts'
import { conclude } from './conclude.ts'
import { mayBeBlip } from './episode.ts'
import { evidenceRun, remember, slowFailure } from './evidence.ts'
import { creditAfter, wantsMore } from './extra.ts'
import type { JudgedRun } from './judged-run.ts'
import {
  type Known,
  knownOf,
  noticesIn,
  SLICE,
  type StreamMemory,
  type SurfaceMemory,
  surfaceIn,
  surfaceKey,
  targetIn,
  timeIn,
  type WatchMemory,
  watchIn,
  withSlices,
} from './memory.ts'
import { clearNotices, clearSilence, noticeOf, silenceNotice } from './notices.ts'
import { goodSight, isOrdinaryDay, type Ordinary, ordinaryChange } from './ordinary.ts'
import { judgePace, learnPace, type Pace, type PaceSight } from './pace.ts'
import type { Policy } from './policy.ts'
import { type PoolDecision, poolRun, settleCompletePool, settlePool } from './settle-pool.ts'
import { silentProbes, timeAt } from './showing.ts'
import { type Settled, settleCondition, takeSight } from './surface.ts'
import { surroundings } from './surroundings.ts'
import { type Bad, isQuiet, relationTo, type Sight, type Suspicions } from './suspicion.ts'

export interface Judgement {
  readonly memory: JudgeMemory
  readonly verdict: Verdict
}

/** While a surface is merely slow, the slow pace becomes the usual one, but this much more slowly than otherwise. */
const LEARNING_IN_TROUBLE = 0.25

/**
 * Judges one finished run of a target. Pure: the same memory, run, policy and time give the same verdict.
 * `now` is epoch ms. Runs whose trigger the policy does not heed, and skipped slots, say nothing.
 */
export function judge(memory: JudgeMemory, run: JudgedRun, policy: Policy, now: number): Judgement {
  if (run.outcome === 'skipped' || !policy.triggers.includes(run.trigger)) {
    return { memory, verdict: { outcome: run.outcome, confirm: false, transitions: [], notices: [] } }
  }
  const failure = failureOf(run)
  const pooled = settlePool(memory, policy, now, run.startedAt)
  if (failure && failure.blame !== 'provider') return takeOwnTrouble(pooled, run, failure, policy, now)
  return takeEvidence(pooled, run, failure, policy, now)
}

/**
 * Lets time pass without a run; called about every ten seconds. Silence becomes `unknown`, windows end, and a recovery
 * that waited for its instant to be over is declared. `silent` are the probes that brought no report for a slot that was
 * due and could have run: the worker knows. Without it, as in a replay, a probe is silent after two intervals.
 */
export function judgeTime(
  memory: JudgeMemory,
  policy: Policy,
  now: number,
  silent?: readonly Omit<SilentProbe, 'target'>[],
): Judgement {
  let next = withSlices(memory, { [SLICE.time]: timeAt(memory, now) })
  const target = targetIn(next)
  const notices: Notice[] = []
  for (const probe of silent ?? silentProbes(next)) {
    const said = silenceNotice(noticesIn(next), { ...probe, target: target?.name ?? '' }, now)
    next = withSlices(next, { [SLICE.notices]: said.memory })
    notices.push(...said.notices)
  }
  const verdict: Verdict = { outcome: 'passed', confirm: false, transitions: [], notices }
  const judged = [...new Set(target?.probes.map((probe) => probe.surface))].map((name) => {
    const held = { surface: surfaceIn(next, name), watch: watchIn(next, name) }
    const around = surroundings(next, held.surface, now)
    const settles = held.surface.trouble !== undefined || held.surface.condition === 'unjudged' || around.incidentOpen
    const settled: Settled = settles ? settleCondition(held, around, policy, true) : held
    const keys = surfaceKey(name)
    next = withSlices(next, { [keys.surface]: settled.surface, [keys.watch]: settled.watch })
    return { name, change: settled.change }
  })
  const pooled = settlePool(next, policy, now)
  return conclude(pooled.memory, [...pooled.judged, ...judged], verdict, policy, now)
}

/** A failure that says nothing on the provider: notices, and `unknown` while our own network fails. */
function takeOwnTrouble(
  { memory, judged }: PoolDecision,
  run: JudgedRun,
  failure: Failure,
  policy: Policy,
  now: number,
): Judgement {
  const reported = clearSilence(noticesIn(memory), run, now)
  const said = noticeOf(reported.memory, run, failure, now)
  const notices = [...reported.notices, ...said.notices]
  const surface = surfaceIn(memory, run.surface)
  const suspends = failure.blame === 'network' && !said.confirm && !surface.suspended
  const { keys, usual } = knownOf(memory, run)
  const time = timeAt(memory, now)
  const met = meet(suspends ? { ...surface, suspended: true } : surface, memory, run, keys.stream)
  const next = withSlices(memory, {
    [SLICE.time]: time,
    [SLICE.notices]: said.memory,
    [surfaceKey(run.surface).surface]: met,
    [keys.usual]: { ...usual, reportedMs: time.livedMs } satisfies StreamMemory,
  })
  const verdict: Verdict = { outcome: run.outcome, confirm: said.confirm, transitions: [], notices }
  return conclude(next, [...judged, { name: run.surface, failure }], verdict, policy, now)
}

/** A run that measured the service. */
function takeEvidence(
  { memory, judged }: PoolDecision,
  run: JudgedRun,
  failed: Failure | undefined,
  policy: Policy,
  now: number,
): Judgement {
  const known = knownOf(memory, run)
  const { keys } = known
  const seen: PaceSight = failed ? {} : judgePace(known.pace, run)
  const watch = watchIn(memory, run.surface)
  if (judged.length === 0 && isOrdinaryDay(memory, run, keys.stream, policy)) {
    const before = { time: timeIn(memory), usual: known.usual, watch }
    const change = ordinaryChange(before, run, keys.stream, seen, policy, now)
    if (change) return { memory: withOrdinary(memory, known, run, change), verdict: ALL_WELL }
  }
  const failure = failed ?? slowFailureOf(run, seen)
  const bad: Bad | undefined = failed ? 'failed' : failure ? 'slow' : undefined
  const surface = hear(surfaceIn(memory, run.surface), memory, run, keys.stream, bad, failure)
  const before = watch.at === run.startedAt ? watch.before : watch.now
  const sight = sightOf(run, keys.stream, known.usual, bad, seen, isAloneInCalm(surface, watch, run.startedAt))
  const around = surroundings(memory, surface, run.startedAt, { stream: keys.stream, bad: bad !== undefined })
  const settled = settleCondition(takeSight({ surface, watch }, run.startedAt, sight), around, policy, false)
  const confirm = wantsMore(settled.surface, settled.watch, around, policy)
  const cleared = clearNotices(noticesIn(memory), run, now)
  const time = timeAt(memory, now)
  const next: Record<string, unknown> = { ...memory }
  next[SLICE.time] = time
  next[keys.usual] = {
    heardMs: time.livedMs,
    at: run.startedAt,
    bad: bad !== undefined,
    usual: learnUsual(known.usual, settled, bad, before, run.startedAt),
  } satisfies StreamMemory
  next[keys.pace] = learnedPace(known.pace, run, settled.surface, bad)
  next[surfaceKey(run.surface).surface] = settled.surface
  next[surfaceKey(run.surface).watch] = withCredit(settled.watch, creditAfter(settled.watch.credit, run, policy))
  next[SLICE.notices] = cleared.memory
  const outcome = failed ? run.outcome : bad ? 'slow' : 'passed'
  const verdict: Verdict = { outcome, confirm, transitions: NO_TRANSITIONS, notices: cleared.notices }
  const after = poolRun(next, { run, before: watch, after: settled.watch, sight }, policy, now)
  const pooled = settleCompletePool(after, policy, now)
  const all = [...judged, { name: run.surface, change: settled.change }, ...pooled.judged]
  return conclude(pooled.memory, all, verdict, policy, now)
}

function withOrdinary(memory: JudgeMemory, { keys, pace }: Known, run: JudgedRun, change: Ordinary): JudgeMemory {
  return {
    ...memory,
    [SLICE.time]: change.time,
    [keys.usual]: change.usual,
    [keys.pace]: learnPace(pace, run),
    [surfaceKey(run.surface).watch]: change.watch,
  }
}

function withCredit({ at, sights, before, now }: WatchMemory, credit: number): WatchMemory {
  return { at, sights, before, now, credit }
}

export const ALL_WELL: Verdict = { outcome: 'passed', confirm: false, transitions: [], notices: [] }
const NO_TRANSITIONS: Verdict['transitions'] = []

/** Nothing is suspected, and no other probe of the surface can speak at the same instant: a good run weighs nothing. */
function isAloneInCalm(surface: SurfaceMemory, watch: WatchMemory, at: number): boolean {
  let streams = 0
  for (const _stream in surface.streams) streams += 1
  return streams < 2 && isQuiet(watch.now) && (watch.at !== at || isQuiet(watch.before))
}

/** The failure of a run that failed, also where its recorder gave none. */
function failureOf(run: JudgedRun): Failure | undefined {
  if (run.outcome === 'passed' || run.outcome === 'slow') return undefined
  if (run.failure) return run.failure
  if (run.outcome === 'error') return { class: 'probe_error', blame: 'probe', message: 'could not measure' }
  return { class: 'server_error', blame: 'provider', message: 'failed' }
}

function slowFailureOf(run: JudgedRun, seen: PaceSight): Failure | undefined {
  if (seen.slow) return slowFailure(seen.slow)
  if (run.outcome !== 'slow') return undefined
  return run.failure ?? { class: 'slow', blame: 'provider', message: 'slower than its limit' }
}

/** Notes that there is a stream, and how often it runs. */
function meet(surface: SurfaceMemory, memory: JudgeMemory, run: JudgedRun, stream: string): SurfaceMemory {
  const watched = targetIn(memory)?.probes.find((one) => one.probe === run.probe)
  const everyMs = watched?.cadenceMs ?? watched?.everyMs ?? MINUTE
  return surface.streams[stream] === everyMs
    ? surface
    : { ...surface, streams: { ...surface.streams, [stream]: everyMs } }
}

/** Notes that a stream was heard, and keeps the run as evidence where it matters: bad, or seen in trouble. */
function hear(
  surface: SurfaceMemory,
  memory: JudgeMemory,
  run: JudgedRun,
  stream: string,
  bad: Bad | undefined,
  failure: Failure | undefined,
): SurfaceMemory {
  const { unseen: _, ...seen } = surface
  const isSame = surface.unseen === undefined && !surface.suspended
  const next = meet(isSame ? surface : { ...seen, suspended: false }, memory, run, stream)
  if (!failure && !surface.trouble && surface.condition !== 'unjudged') return next
  const outcome = bad === 'slow' ? 'slow' : run.outcome
  const recent = remember(next.recent, evidenceRun(run, outcome, failure))
  return failure ? { ...next, recent, failure } : { ...next, recent }
}

function sightOf(
  run: JudgedRun,
  stream: string,
  known: StreamMemory,
  bad: Bad | undefined,
  seen: PaceSight,
  calm: boolean,
): Sight {
  const good = goodSight(run, stream, seen, !bad && calm ? undefined : known.usual)
  return bad ? { ...good, bad, told: usualBefore(known.usual, bad) } : good
}

/** In trouble nothing is learned, and what still waited to be learned is part of it, unless it may be a usual blip. */
function learnUsual(known: StreamMemory, { surface }: Settled, bad: Bad | undefined, before: Suspicions, at: number) {
  const { trouble, impactAt = at } = surface
  if (trouble && !mayBeBlip(trouble.now, at - impactAt)) return forgetWaiting(known.usual)
  const relations = { failed: relationTo('failed', before, at), slow: relationTo('slow', before, at) }
  return learn(known.usual, bad, relations, at)
}

function learnedPace(pace: Pace, run: JudgedRun, surface: SurfaceMemory, bad: Bad | undefined): Pace {
  if (bad === 'failed') return pace
  if (!surface.trouble) return bad ? pace : learnPace(pace, run)
  return surface.trouble.now.kind === 'failed' ? pace : learnPace(pace, run, LEARNING_IN_TROUBLE)
}
