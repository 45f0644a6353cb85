import { MINUTE } from '../core/index.ts'
import type { Bad, Sight, Tally } from './suspicion.ts'

/** What is kept of a surface while it is degraded or down: how bad it is, and whether it is over. */
export interface Trouble {
  /** Bad runs and runs in it; what is long ago counts less, so this follows the trouble as it changes. */
  readonly bad: number
  readonly runs: number
  /** All bad runs since it began. */
  readonly badRuns: number
  /** Evidence that it is over. */
  readonly recovery: number
  /** Evidence that it is an outage rather than a degradation (negative: the reverse), and which of them it is taken for. */
  readonly severity: number
  readonly level: 'down' | 'degraded'
  /** How often that has changed; none where nothing is said. */
  readonly flips?: number
  /** Good runs in a row. */
  readonly passes: number
  /** How often it came back within the settling time before this. */
  readonly relapses: number
  /** The kind of bad run that it was declared on; `drag` where every run was somewhat slow. */
  readonly kind: Bad | 'drag'
}

/** Evidence of recovery that is needed: a false one about every e^7 = 1,100 runs of trouble at the very worst. */
const RECOVERY_NEEDED = 7
/** How fast what was seen in trouble fades, per run. */
const FADE = 0.98
/** Trouble below this share of bad runs is treated as if it were this, so that recovery does not take for ever. */
const LEAST_SHARE = 0.06
const MOST_SHARE = 0.95
/** An outage breaks nine runs of ten, a degradation three. */
const OUTAGE_SHARE = 0.9
const DEGRADED_SHARE = 0.3
/**
 * Odds of nine to one either way change between degraded and down; more after each change, because trouble that breaks
 * six runs of ten is neither, and must not be told anew every quarter of an hour.
 */
const SEVERITY_NEEDED = Math.round(Math.log(9) * 1e4) / 1e4
const MOST_FLIPS = 6
const SEVERITY_OF_BAD = Math.log(OUTAGE_SHARE / DEGRADED_SHARE)
const SEVERITY_OF_GOOD = Math.log((1 - OUTAGE_SHARE) / (1 - DEGRADED_SHARE))

/** Trouble as it begins, from the evidence that declared it. */
export function beginTrouble(tally: Tally, kind: Bad | 'drag', down: boolean, relapses: number): Trouble {
  return {
    bad: tally.bad,
    runs: tally.runs,
    badRuns: tally.bad,
    recovery: 0,
    severity: down ? SEVERITY_NEEDED : -SEVERITY_NEEDED,
    level: down ? 'down' : 'degraded',
    passes: 0,
    relapses,
    kind,
  }
}

/** Takes the runs of one instant into account, bad ones first. */
export function weighTrouble(before: Trouble, sights: readonly Sight[]): Trouble {
  let after = before
  for (const sight of sights)
    if (sight.bad !== undefined) after = takeBad(after, sight.bad, sight.usual?.[sight.bad].alone)
  for (const sight of sights) if (sight.bad === undefined) after = takeGood(after, sight)
  return after
}

function takeBad(trouble: Trouble, kind: Bad, usual: number | undefined): Trouble {
  // Good runs count once they turn out to have been part of the trouble: until then they may be the end of it.
  const fade = FADE ** (trouble.passes + 1)
  const { flips = 0 } = trouble
  const needed = SEVERITY_NEEDED * (1 + Math.min(flips, MOST_FLIPS))
  const eased = Math.max(-needed, trouble.severity + trouble.passes * SEVERITY_OF_GOOD)
  const severity = Math.min(needed, eased + (kind === 'failed' ? SEVERITY_OF_BAD : 0))
  const level = severity >= needed ? 'down' : eased <= -needed ? 'degraded' : trouble.level
  return {
    ...trouble,
    bad: round(trouble.bad * fade + 1),
    runs: round((trouble.runs + trouble.passes) * fade + 1),
    badRuns: trouble.badRuns + 1,
    recovery: recoveryAfterBad(trouble, usual),
    severity: round(severity),
    level,
    ...(level === trouble.level ? {} : { flips: flips + 1 }),
    passes: 0,
  }
}

/**
 * A bad run speaks against recovery by ln(P(bad | as usual) / P(bad | trouble goes on)), as good ones speak for it: one
 * usual blip after an hour of good runs does not make them unsaid.
 */
function recoveryAfterBad(trouble: Trouble, usual: number | undefined): number {
  if (trouble.kind === 'drag' || usual === undefined) return 0
  return round(Math.max(0, trouble.recovery + Math.min(0, Math.log(usual / shareOfBad(trouble)))))
}

function takeGood(trouble: Trouble, sight: Sight): Trouble {
  const gain = trouble.kind === 'drag' ? dragGain(sight) : recoveryPerPass(trouble)
  return { ...trouble, recovery: round(Math.max(0, trouble.recovery + gain)), passes: trouble.passes + 1 }
}

/** A run at its usual pace speaks for recovery as much as a slow one spoke against it. */
function dragGain(sight: Sight): number {
  const worst = sight.drag ? Math.max(0, ...Object.values(sight.drag)) : 0
  const best = sight.drag ? Math.min(0, ...Object.values(sight.drag)) : 0
  return worst > 0 ? -worst : -best
}

/** What a good run says for recovery: ln(P(good | as usual) / P(good | trouble goes on)). */
export function recoveryPerPass(trouble: Trouble): number {
  return -Math.log(1 - shareOfBad(trouble))
}

/** The share of runs that the trouble breaks, as estimated. */
export function shareOfBad(trouble: Trouble): number {
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, (trouble.bad + 0.5) / (trouble.runs + 1)))
}

/** Evidence of recovery that is needed; more after each relapse, so that flapping does not resolve again and again. */
export function recoveryNeeded({ relapses }: Trouble): number {
  return RECOVERY_NEEDED * (1 + 0.5 * Math.min(relapses, 6))
}

/** Trouble of this few bad runs within this time was a blip after all, ms: it counts as usual. */
const BLIP_RUNS = 4
const BLIP_LASTS_MS = 2 * MINUTE

/** Whether trouble may still turn out to have been one of the blips that are usual. */
export function mayBeBlip(trouble: Trouble, lastedMs: number): boolean {
  return trouble.badRuns <= BLIP_RUNS && lastedMs <= BLIP_LASTS_MS
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
