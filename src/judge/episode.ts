import { MINUTE } from '../core/index.ts'
import type { Bad, Cusum, Observation } from './suspicion.ts'

/** A surface while it is degraded or down: how bad it is, and whether it is over. */
export interface Episode {
  /** Bad runs and runs in it; older runs count less, so this follows the episode as it changes. */
  readonly bad: number
  readonly runs: number
  /** All bad runs since it began. */
  readonly badRuns: number
  /** Evidence that it is over. */
  readonly recovery: number
  /** Evidence that it is an outage rather than a degradation (negative: the reverse), and which of them it is taken for. */
  readonly severity: number
  readonly level: 'down' | 'degraded'
  /** How often `level` has changed; absent for never. */
  readonly flips?: number
  /** Good runs in a row. */
  readonly passes: number
  /** How often it came back within the settling time before this. */
  readonly relapses: number
  /** The kind of bad run that it was declared on; `slowdown` where every run was somewhat slow. */
  readonly kind: Bad | 'slowdown'
}

/** Evidence of recovery that is needed: a false one about every e^7 = 1,100 runs of trouble at the very worst. */
const RECOVERY_NEEDED = 7
/** Weight that runs of an episode keep with each later run. */
const FADE = 0.98
/** Trouble below this share of bad runs is treated as if it were this, so that recovery does not take for ever. */
const LEAST_SHARE = 0.06
const MOST_SHARE = 0.95
/** An outage breaks nine runs of ten, a degradation three. */
const OUTAGE_SHARE = 0.9
const DEGRADED_SHARE = 0.3
/**
 * Odds of nine to one either way change between degraded and down; more after each change, because trouble that breaks
 * six runs of ten is neither, and must not change its level every quarter of an hour.
 */
const SEVERITY_NEEDED = Math.round(Math.log(9) * 1e4) / 1e4
const MOST_FLIPS = 6
const SEVERITY_OF_BAD = Math.log(OUTAGE_SHARE / DEGRADED_SHARE)
const SEVERITY_OF_GOOD = Math.log((1 - OUTAGE_SHARE) / (1 - DEGRADED_SHARE))

/** @returns An episode as it begins, from the CUSUM that declared it. */
export function startEpisode(cusum: Cusum, kind: Bad | 'slowdown', down: boolean, relapses: number): Episode {
  return {
    bad: cusum.bad,
    runs: cusum.runs,
    badRuns: cusum.bad,
    recovery: 0,
    severity: down ? SEVERITY_NEEDED : -SEVERITY_NEEDED,
    level: down ? 'down' : 'degraded',
    passes: 0,
    relapses,
    kind,
  }
}

/** @returns The episode after the runs of one instant, bad ones first. */
export function updateEpisode(before: Episode, observations: readonly Observation[]): Episode {
  let after = before
  for (const observation of observations)
    if (observation.bad !== undefined)
      after = applyBad(after, observation.bad, observation.usual?.[observation.bad].alone)
  for (const observation of observations) if (observation.bad === undefined) after = applyGood(after, observation)
  return after
}

function applyBad(episode: Episode, kind: Bad, usual: number | undefined): Episode {
  // Good runs count once they turn out to have been part of the trouble: until then they may be the end of it.
  const fade = FADE ** (episode.passes + 1)
  const { flips = 0 } = episode
  const needed = SEVERITY_NEEDED * (1 + Math.min(flips, MOST_FLIPS))
  const eased = Math.max(-needed, episode.severity + episode.passes * SEVERITY_OF_GOOD)
  const severity = Math.min(needed, eased + (kind === 'failed' ? SEVERITY_OF_BAD : 0))
  const level = severity >= needed ? 'down' : eased <= -needed ? 'degraded' : episode.level
  return {
    ...episode,
    bad: round(episode.bad * fade + 1),
    runs: round((episode.runs + episode.passes) * fade + 1),
    badRuns: episode.badRuns + 1,
    recovery: recoveryAfterBad(episode, usual),
    severity: round(severity),
    level,
    ...(level === episode.level ? {} : { flips: flips + 1 }),
    passes: 0,
  }
}

/**
 * A bad run speaks against recovery by ln(P(bad | as usual) / P(bad | trouble goes on)), as good ones speak for it: one
 * usual blip after an hour of good runs does not make them unsaid.
 */
function recoveryAfterBad(episode: Episode, usual: number | undefined): number {
  if (episode.kind === 'slowdown' || usual === undefined) return 0
  return round(Math.max(0, episode.recovery + Math.min(0, Math.log(usual / shareOfBad(episode)))))
}

function applyGood(episode: Episode, observation: Observation): Episode {
  const gain = episode.kind === 'slowdown' ? slowdownGain(observation) : recoveryPerPass(episode)
  return { ...episode, recovery: round(Math.max(0, episode.recovery + gain)), passes: episode.passes + 1 }
}

/** A run at its usual pace speaks for recovery as much as a slow one spoke against it. */
function slowdownGain(observation: Observation): number {
  const worst = observation.slowdown ? Math.max(0, ...Object.values(observation.slowdown)) : 0
  const best = observation.slowdown ? Math.min(0, ...Object.values(observation.slowdown)) : 0
  return worst > 0 ? -worst : -best
}

/** What a good run says for recovery: ln(P(good | as usual) / P(good | trouble goes on)). */
export function recoveryPerPass(episode: Episode): number {
  return -Math.log(1 - shareOfBad(episode))
}

/** The share of runs that the trouble breaks, as estimated. */
export function shareOfBad(episode: Episode): number {
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, (episode.bad + 0.5) / (episode.runs + 1)))
}

/** Evidence of recovery that is needed; more after each relapse, so that flapping does not resolve again and again. */
export function recoveryNeeded({ relapses }: Episode): number {
  return RECOVERY_NEEDED * (1 + 0.5 * Math.min(relapses, 6))
}

/** Trouble of this few bad runs within this time was a blip after all, ms: it counts as usual. */
const BLIP_RUNS = 4
const BLIP_LASTS_MS = 2 * MINUTE

/** Whether trouble may still turn out to have been one of the blips that are usual. */
export function mayBeBlip(episode: Episode, lastedMs: number): boolean {
  return episode.badRuns <= BLIP_RUNS && lastedMs <= BLIP_LASTS_MS
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
