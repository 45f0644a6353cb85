import type { Failure } from '../core/index.ts'
import { type Baseline, baselineBeforeHour, baselineRates, dropPending, learnRun } from './baseline.ts'
import { conclude } from './conclude.ts'
import { mayBeBlip } from './episode.ts'
import { slowFailure } from './evidence.ts'
import { extraRunBudgetAfter, wantsMore } from './extra.ts'
import type { JudgedRun } from './judged-run.ts'
import type { Judgement } from './judgement.ts'
import {
  newStream,
  type SurfaceMemory,
  streamId,
  surfaceIn,
  type TargetMemory,
  type WatchMemory,
  watchIn,
} from './memory.ts'
import { clearNotices } from './notices.ts'
import { judgePace, learnPace, type Pace, type PaceFindings } from './pace.ts'
import type { Policy } from './policy.ts'
import { type PoolDecision, poolRun, settleCompletePool } from './settle-pool.ts'
import { advanceTime } from './showing.ts'
import { recordRun } from './streams.ts'
import { addObservation, type Settled, settleCondition } from './surface.ts'
import { surroundings } from './surroundings.ts'
import { type Bad, isClearOfBadRuns, type Observation, relationTo, type Suspicions } from './suspicion.ts'

/** In an episode of slow runs the slow pace becomes the usual one, but this much more slowly than otherwise. */
const LEARNING_IN_EPISODE = 0.25
const NO_PACE: Pace = {}

/** Judges a run that measured the service. `failed`: its failure, where it failed. */
export function applyMeasured(
  { memory, judged }: PoolDecision,
  { run, failed }: { readonly run: JudgedRun; readonly failed: Failure | undefined },
  policy: Policy,
  now: number,
): Judgement {
  const watch = watchIn(memory, run.surface)
  const id = idOf(run, memory, watch)
  const stream = memory.streams.get(id) ?? newStream(run)
  const pace = memory.paces.get(id) ?? NO_PACE
  const findings = failed ? {} : judgePace(pace, run)
  const failure = failed ?? slowFailureOf(run, findings)
  const bad: Bad | undefined = failed ? 'failed' : failure ? 'slow' : undefined
  const surface = recordRun(surfaceIn(memory, run.surface), memory, { run, id, bad, failure })
  const before = watch.at === run.startedAt ? watch.before : watch.now
  const weightless = !bad && isAloneAndClear(surface, watch, run.startedAt)
  const baseline = weightless ? undefined : stream.baseline
  const observation = observationOf({ run, id, findings, baseline, bad })
  const around = surroundings(memory, surface, run.startedAt, { stream: id, bad: bad !== undefined })
  const settled = settleCondition(addObservation({ surface, watch }, run.startedAt, observation), around, policy, false)
  const cleared = clearNotices(memory.notices, run, now)
  const time = advanceTime(memory.time, now)
  const next: TargetMemory = {
    version: memory.version,
    target: memory.target,
    time,
    incident: memory.incident,
    notices: cleared.memory,
    pool: memory.pool,
    surfaces: withEntry(memory.surfaces, run.surface, settled.surface),
    watches: withEntry(memory.watches, run.surface, withBudget(settled.watch, run, policy)),
    streams: memory.streams.with(id, {
      probe: run.probe,
      location: run.location,
      lastSeenMs: time.activeMs,
      at: run.startedAt,
      bad: bad !== undefined,
      baseline: updatedBaseline(stream.baseline, settled, bad, before, run.startedAt),
    }),
    paces: memory.paces.with(id, learnedPace(pace, run, settled.surface, bad)),
  }
  const after = poolRun(next, { run, before: watch, after: settled.watch, observation }, policy, now)
  const pooled = settleCompletePool(after, policy, now)
  const all = [...judged, { name: run.surface, change: settled.change }, ...pooled.judged]
  const { memory: concluded, changes } = conclude(pooled.memory, all, cleared.notices, policy, now)
  const outcome = failed ? run.outcome : bad ? 'slow' : 'passed'
  const confirm = wantsMore(settled.surface, settled.watch, around, policy)
  return { memory: concluded, verdict: { outcome, confirm, ...changes } }
}

/** Mostly the stream that the surface saw last: taking its id from there saves putting it together for every run. */
function idOf(run: JudgedRun, { streams }: TargetMemory, { observations }: WatchMemory): string {
  const last = observations[0]?.stream
  const stream = last === undefined ? undefined : streams.get(last)
  const isSame = stream !== undefined && stream.probe === run.probe && stream.location === run.location
  return last !== undefined && isSame ? last : streamId(run)
}

/** The same record where the entry is the same. */
function withEntry<T>(record: Readonly<Record<string, T>>, key: string, entry: T): Readonly<Record<string, T>> {
  if (record[key] === entry) return record
  // Twice as fast as a literal with a computed key, and every run passes here.
  const copy = { ...record }
  copy[key] = entry
  return copy
}

function withBudget(watch: WatchMemory, run: JudgedRun, policy: Policy): WatchMemory {
  const { at, observations, before, now } = watch
  return { at, observations, before, now, extraRunBudget: extraRunBudgetAfter(watch.extraRunBudget, run, policy) }
}

/** Nothing is suspected, and no other stream of the surface can report for the same instant: a good run weighs nothing. */
function isAloneAndClear(surface: SurfaceMemory, watch: WatchMemory, at: number): boolean {
  let streams = 0
  for (const _stream in surface.streams) {
    streams += 1
    if (streams > 1) return false
  }
  return isClearOfBadRuns(watch.now) && (watch.at !== at || isClearOfBadRuns(watch.before))
}

function slowFailureOf(run: JudgedRun, findings: PaceFindings): Failure | undefined {
  if (findings.slow) return slowFailure(findings.slow)
  if (run.outcome !== 'slow') return undefined
  return run.failure ?? { class: 'slow', blame: 'provider', message: 'slower than its limit' }
}

/** A run and what is needed to weigh it. */
interface ObservedRun {
  readonly run: JudgedRun
  readonly id: string
  readonly findings: PaceFindings
  /** Absent where the run cannot change what is suspected. */
  readonly baseline: Baseline | undefined
  readonly bad?: Bad | undefined
}

/** @returns What a run says on its surface. */
export function observationOf({ run, id, findings, baseline, bad }: ObservedRun): Observation {
  const usual = baseline && { failed: baselineRates(baseline, 'failed'), slow: baselineRates(baseline, 'slow') }
  const good = { stream: id, usual, endedAt: run.startedAt + run.durationMs, slowdown: findings.slowdown }
  return bad && baseline ? { ...good, bad, usualBefore: baselineBeforeHour(baseline, bad) } : good
}

/** In an episode nothing is learned and what was pending is dropped as part of it, unless it may be a usual blip. */
function updatedBaseline(
  baseline: Baseline,
  { surface }: Settled,
  bad: Bad | undefined,
  before: Suspicions,
  at: number,
): Baseline {
  const { episode, impactAt = at } = surface
  if (episode && !mayBeBlip(episode.now, at - impactAt)) return dropPending(baseline)
  const relations = { failed: relationTo('failed', before, at), slow: relationTo('slow', before, at) }
  return learnRun(baseline, bad, relations, at)
}

function learnedPace(pace: Pace, run: JudgedRun, { episode }: SurfaceMemory, bad: Bad | undefined): Pace {
  if (bad === 'failed') return pace
  if (!episode) return bad ? pace : learnPace(pace, run)
  return episode.now.kind === 'failed' ? pace : learnPace(pace, run, LEARNING_IN_EPISODE)
}
