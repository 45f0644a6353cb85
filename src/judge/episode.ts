import { MINUTE } from '../core/index.ts'
import type { Bad, Cusum, Observation } from './suspicion.ts'

/** The time in which a surface is degraded or down: its severity and the evidence of its end. */
export interface Episode {
  /** Bad runs and runs, with exponential decay so that the share follows a change. */
  readonly bad: number
  readonly runs: number
  /** All bad runs since it began. */
  readonly badRuns: number
  /** Evidence of recovery. */
  readonly recovery: number
  /** Evidence for an outage (positive) against a degradation (negative), and the current decision. */
  readonly severity: number
  readonly level: 'down' | 'degraded'
  /** Number of changes of `level`; absent for none. */
  readonly flips?: number
  /** Consecutive good runs. */
  readonly passes: number
  /** Number of earlier returns within the settling time. */
  readonly relapses: number
  /** The kind of bad run it was declared on; `slowdown` where every run was somewhat slow. */
  readonly kind: Bad | 'slowdown'
}

/** Threshold of recovery: at worst one false recovery in about e^7 = 1,100 runs of an episode. */
const RECOVERY_NEEDED = 7
/** Decay per run. */
const FADE = 0.98
/** Lower bound of the share of bad runs, so that recovery from rare failures ends. */
const LEAST_SHARE = 0.06
const MOST_SHARE = 0.95
/** Share of bad runs in an outage and in a degradation. */
const OUTAGE_SHARE = 0.9
const DEGRADED_SHARE = 0.3
/**
 * Odds of nine to one change the level between degraded and down. Each change raises the threshold: an episode in which six
 * runs of ten fail is neither, and would otherwise change its level every quarter of an hour.
 */
const SEVERITY_NEEDED = Math.round(Math.log(9) * 1e4) / 1e4
const MOST_FLIPS = 6
const SEVERITY_OF_BAD = Math.log(OUTAGE_SHARE / DEGRADED_SHARE)
const SEVERITY_OF_GOOD = Math.log((1 - OUTAGE_SHARE) / (1 - DEGRADED_SHARE))

/** @returns A new episode from the CUSUM that declared it. */
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

/** @returns The episode after the runs of one instant; bad runs count first, so that their order does not matter. */
export function updateEpisode(before: Episode, observations: readonly Observation[]): Episode {
  let after = before
  for (const observation of observations)
    if (observation.bad !== undefined)
      after = applyBad(after, observation.bad, observation.usual?.[observation.bad].alone)
  for (const observation of observations) if (observation.bad === undefined) after = applyGood(after, observation)
  return after
}

function applyBad(episode: Episode, kind: Bad, usual: number | undefined): Episode {
  // Good runs enter the share only at the next bad run: until then they may be the recovery.
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
 * A bad run changes the evidence of recovery by ln(P(bad | as usual) / P(bad | episode goes on)), which is negative: a usual
 * blip after an hour of good runs does not reset it to zero.
 */
function recoveryAfterBad(episode: Episode, usual: number | undefined): number {
  if (episode.kind === 'slowdown' || usual === undefined) return 0
  return round(Math.max(0, episode.recovery + Math.min(0, Math.log(usual / shareOfBad(episode)))))
}

function applyGood(episode: Episode, observation: Observation): Episode {
  const gain = episode.kind === 'slowdown' ? slowdownGain(observation) : recoveryPerPass(episode)
  return { ...episode, recovery: round(Math.max(0, episode.recovery + gain)), passes: episode.passes + 1 }
}

/** The evidence of a slowdown with the opposite sign; the worst step decides. */
function slowdownGain(observation: Observation): number {
  const worst = observation.slowdown ? Math.max(0, ...Object.values(observation.slowdown)) : 0
  const best = observation.slowdown ? Math.min(0, ...Object.values(observation.slowdown)) : 0
  return worst > 0 ? -worst : -best
}

/** @returns The evidence of recovery in a good run: ln(P(good | as usual) / P(good | episode goes on)). */
export function recoveryPerPass(episode: Episode): number {
  return -Math.log(1 - shareOfBad(episode))
}

/** @returns The estimated share of bad runs. */
export function shareOfBad(episode: Episode): number {
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, (episode.bad + 0.5) / (episode.runs + 1)))
}

/** @returns The threshold of recovery; each relapse raises it, against flapping. */
export function recoveryNeeded({ relapses }: Episode): number {
  return RECOVERY_NEEDED * (1 + 0.5 * Math.min(relapses, 6))
}

/** An episode of at most this many bad runs and this length (ms) may be a usual blip. */
const BLIP_RUNS = 4
const BLIP_LASTS_MS = 2 * MINUTE

/** @returns Whether an episode may still be a usual blip. */
export function mayBeBlip(episode: Episode, lastedMs: number): boolean {
  return episode.badRuns <= BLIP_RUNS && lastedMs <= BLIP_LASTS_MS
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
