import { type Evidence, MINUTE } from '../core/index.ts'
import { type Episode, recoveryNeeded, startEpisode, updateEpisode } from './episode.ts'
import { type Declared, episodeEvidence, plainEvidence, recoveryEvidence } from './evidence.ts'
import type { SurfaceMemory, WatchMemory } from './memory.ts'
import { joinThreshold, type Policy, runsPerDay, SUSPICIONS, settlingMs, thresholdFor } from './policy.ts'
import type { Surroundings } from './surroundings.ts'
import { type Bad, type Cusum, isClear, NO_SUSPICIONS, type Observation, type Suspicions, weigh } from './suspicion.ts'

/** A change of a surface's condition. */
export interface ConditionChange {
  readonly since: number
  readonly evidence: Evidence
}

/** The two parts of a surface's memory. */
interface SurfaceParts {
  readonly surface: SurfaceMemory
  readonly watch: WatchMemory
}

/** @returns What is suspected after a run that started at `at` (epoch ms). */
export function addObservation(parts: SurfaceParts, at: number, observation: Observation): SurfaceParts {
  const same = parts.watch.at === at
  const observations = same ? [...parts.watch.observations, observation] : [observation]
  const before = same ? parts.watch.before : parts.watch.now
  const watch = {
    at,
    observations,
    before,
    now: weigh(before, at, observations),
    extraRunBudget: parts.watch.extraRunBudget,
  }
  const { episode } = parts.surface
  if (!episode) return { surface: parts.surface, watch }
  const earlier = same ? episode.before : episode.now
  return {
    surface: { ...parts.surface, episode: { before: earlier, now: updateEpisode(earlier, observations) } },
    watch,
  }
}

export interface Settled extends SurfaceParts {
  readonly change?: ConditionChange
}

/** Decides whether an episode begins, changes its level or ends. `over`: the instant is over. */
export function settleCondition(parts: SurfaceParts, around: Surroundings, policy: Policy, over: boolean): Settled {
  const { surface, watch } = parts
  if (surface.episode) return settleEpisode(parts, surface.episode, over)
  const declared = declare(parts, around, policy)
  if (declared) return declareEpisode(parts, around, policy, declared)
  if (
    surface.condition === 'unjudged' &&
    (over || isSingle(surface)) &&
    watch.observations.some((observation) => !observation.bad)
  ) {
    const evidence = plainEvidence('The first run passed.', surface.recent.slice(-1))
    return { surface: { ...surface, condition: 'operational' }, watch, change: { since: watch.at, evidence } }
  }
  return parts
}

function declareEpisode(parts: SurfaceParts, around: Surroundings, policy: Policy, declared: Declared): Settled {
  const { recent, failure } = parts.surface
  const evidence = episodeEvidence(declared, recent, policy, failure)
  return beginEpisode(parts, policy, { ...declared, down: isDown(declared, around), evidence })
}

/** @returns The surface from the moment an episode is declared on. */
export function beginEpisode(
  { surface, watch }: SurfaceParts,
  policy: Policy,
  { kind, cusum, down, evidence }: Pick<Declared, 'kind' | 'cusum'> & { down: boolean; evidence: Evidence },
): Settled {
  const since = cusum.from
  const { recovery } = surface
  const isRelapse = recovery && since - recovery.since <= settlingMs(recovery.lastedMs, policy)
  const relapses = isRelapse ? recovery.relapses + 1 : 0
  const episode = startEpisode(cusum, kind, down, relapses)
  return {
    surface: {
      ...surface,
      condition: down ? 'down' : 'degraded',
      episode: { before: episode, now: episode },
      impactAt: since,
      declared: evidence,
    },
    watch,
    change: { since, evidence },
  }
}

/** With one stream a good run decides at once. With several, bad runs of the same instant may still be judged after it. */
function isSingle(surface: SurfaceMemory): boolean {
  return Object.keys(surface.streams).length < 2
}

/** Down where runs fail (are not merely slow), and most of the streams and most of the runs do. */
function isDown({ kind, cusum }: Declared, around: Surroundings): boolean {
  return kind === 'failed' && cusum.bad / cusum.runs >= 0.7 && around.failing() >= 0.5
}

function settleEpisode(parts: SurfaceParts, episode: { before: Episode; now: Episode }, over: boolean) {
  const { surface, watch } = parts
  const judged = over || isSingle(surface) ? episode.now : episode.before
  if (judged.passes > 0 && judged.recovery >= recoveryNeeded(judged)) {
    const firstGood = surface.recent.slice(-judged.passes)[0]?.at ?? watch.at
    const evidence = recoveryEvidence(judged, surface.recent)
    return { ...recovered(parts), change: { since: firstGood, evidence } }
  }
  const { level } = episode.now
  if (level === surface.condition) return parts
  const words = level === 'down' ? 'Nearly every run fails now.' : 'Some runs pass again, but not all.'
  return {
    surface: { ...surface, condition: level },
    watch,
    change: { since: watch.at, evidence: plainEvidence(words, surface.recent) },
  }
}

/** A recovery clears all suspicions; the times of the last blips stay. */
function recovered({ surface, watch }: SurfaceParts): SurfaceParts {
  const { episode: _1, impactAt = watch.at, failure: _3, declared: _4, ...rest } = surface
  const now: Suspicions = { ...NO_SUSPICIONS, blips: watch.now.blips }
  const recovery = { since: watch.at, lastedMs: watch.at - impactAt, relapses: surface.episode?.now.relapses ?? 0 }
  return { surface: { ...rest, recovery, condition: 'operational' }, watch: { ...watch, now } }
}

/** The strongest suspicion that has reached its threshold, if any. */
function declare({ surface, watch }: SurfaceParts, around: Surroundings, policy: Policy): Declared | undefined {
  if (isClear(watch.now)) return undefined
  const thresholdOf = thresholdsOf(surface, around, policy)
  const observation = watch.observations.find(({ bad }) => bad !== undefined)
  let best: Declared | undefined
  for (const { cusum, share, kind } of suspected(watch.now)) {
    const threshold = thresholdOf(share)
    // One bad run alone never declares an episode, however rare bad runs are.
    if (cusum.bad < 2 || cusum.evidence < threshold) continue
    if (best && best.cusum.evidence - best.threshold >= cusum.evidence - threshold) continue
    best = { kind, cusum, threshold, usual: kind === 'slowdown' ? undefined : observation?.usualBefore }
  }
  return best
}

/** A CUSUM above zero, and the share of the budget of false alarms that it may spend. */
interface Suspected {
  readonly cusum: Cusum
  readonly share: number
  readonly kind: Bad | 'slowdown'
}

export function suspected({ outage, slowness, rates, slowdown }: Suspicions): readonly Suspected[] {
  const all: Suspected[] = []
  for (const stream in outage) push(all, outage[stream], SUSPICIONS.outage.share, 'failed')
  for (const stream in slowness) push(all, slowness[stream], SUSPICIONS.slowness.share, 'slow')
  for (const [index, cusum] of rates.entries()) {
    const rate = SUSPICIONS.rates[index]
    if (rate && cusum.evidence > 0) push(all, cusum, rate.share, rate.kind)
  }
  const slowdowns = Object.values(slowdown)
  for (const cusum of slowdowns) push(all, cusum, SUSPICIONS.slowdown.share / slowdowns.length, 'slowdown')
  return all
}

function push(all: Suspected[], cusum: Cusum | undefined, share: number, kind: Suspected['kind']): void {
  if (cusum) all.push({ cusum, share, kind })
}

/**
 * @returns The evidence at which a suspicion with a share of the budget is declared. Counts the runs of the surface once,
 * however many suspicions ask.
 */
export function thresholdsOf(
  { streams }: SurfaceMemory,
  around: Surroundings,
  policy: Policy,
): (share: number) => number {
  let perDay = 0
  for (const stream in streams) perDay += runsPerDay(streams[stream] ?? MINUTE)
  return (share) => {
    const threshold = thresholdFor(policy, perDay, share)
    return around.incidentOpen ? joinThreshold(threshold) : threshold
  }
}
