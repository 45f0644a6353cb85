import { SUSPICIONS } from './policy.ts'
import { BLIP_MS } from './usual.ts'

/** A cumulative sum of evidence since it was last zero, with what it was made of. */
export interface Tally {
  /** Log likelihood ratio, never below zero. */
  readonly evidence: number
  /** Epoch ms of the first bad run in it. */
  readonly from: number
  readonly runs: number
  readonly bad: number
}

export type Bad = 'failed' | 'slow'

/** What one run says. */
export interface Sight {
  /** Probe and location. */
  readonly stream: string
  readonly bad?: Bad
  /** Usual probability of this kind of bad run, on its own and within BLIP_MS after another bad run. */
  readonly usual: number
  readonly usualSoon: number
  /** Epoch ms when the run ended. */
  readonly endedAt: number
  /** Evidence per step for somewhat slower than usual, see drag.ts. */
  readonly drag?: Readonly<Record<string, number>>
}

/** All suspicions of one surface at the end of an instant. */
export interface Suspicions {
  readonly outage: Readonly<Record<string, Tally>>
  readonly slowness: Readonly<Record<string, Tally>>
  readonly rates: readonly Tally[]
  readonly drag: Readonly<Record<string, Tally>>
  /** Epoch ms of the end of the last bad run; 0 for never. */
  readonly lastBadAt: number
}

const CALM: Tally = { evidence: 0, from: 0, runs: 0, bad: 0 }

export function noSuspicions(): Suspicions {
  return { outage: {}, slowness: {}, rates: SUSPICIONS.rates.map(() => CALM), drag: {}, lastBadAt: 0 }
}

/** True while nothing at all is suspected. */
export function isCalm(suspicions: Suspicions): boolean {
  return (
    suspicions.rates.every((tally) => tally.evidence === 0) &&
    empty(suspicions.outage) &&
    empty(suspicions.slowness) &&
    empty(suspicions.drag)
  )
}

/** Whether a run at `at` comes so soon after a bad one that the two are not independent. */
export function isSoon(suspicions: Suspicions, at: number): boolean {
  return suspicions.lastBadAt > 0 && at - suspicions.lastBadAt <= BLIP_MS
}

/**
 * Takes the runs of one instant into account. The runs are a set: their order does not matter, bad ones weigh first.
 * Evidence of a run is ln(P(run | broken) / P(run | usual)), where broken adds an own cause to the usual one:
 * P(bad | broken) = 1 - (1 - usual)(1 - share of runs that the fault breaks). So a good run always lowers suspicion.
 */
export function weigh(before: Suspicions, at: number, sights: readonly Sight[]): Suspicions {
  const ordered = sights.length < 2 ? sights : [...sights].sort(byWeight)
  let after = before
  for (const sight of ordered) after = weighOne(after, at, sight)
  return after
}

function byWeight(a: Sight, b: Sight): number {
  const rank = Number(b.bad !== undefined) - Number(a.bad !== undefined)
  if (rank !== 0) return rank
  return a.usual - b.usual || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0)
}

function weighOne(before: Suspicions, at: number, sight: Sight): Suspicions {
  // A clock that was set back must not make an old failure a recent one for the next hour.
  const soon = before.lastBadAt > 0 && at - Math.min(before.lastBadAt, at + BLIP_MS / 4) <= BLIP_MS
  const usual = soon ? sight.usualSoon : sight.usual
  const ofStream = (tallies: Readonly<Record<string, Tally>>, kind: Bad, broken: number) => {
    // A failed run says nothing on slowness, a slow one nothing on failing.
    if (sight.bad !== undefined && sight.bad !== kind) return tallies
    return put(tallies, sight.stream, count(tallies[sight.stream] ?? CALM, at, sight.bad !== undefined, usual, broken))
  }
  return {
    outage: ofStream(before.outage, 'failed', SUSPICIONS.outage.broken),
    slowness: ofStream(before.slowness, 'slow', SUSPICIONS.slowness.broken),
    rates: mapKeeping(before.rates, (tally, index) =>
      count(tally, at, sight.bad !== undefined, usual, SUSPICIONS.rates[index]?.broken ?? 0),
    ),
    drag: sight.drag ? dragOn(before.drag, at, sight.drag) : before.drag,
    lastBadAt: sight.bad === undefined ? Math.min(before.lastBadAt, sight.endedAt) : sight.endedAt,
  }
}

function count(tally: Tally, at: number, bad: boolean, usual: number, broken: number): Tally {
  if (!bad && tally.evidence === 0) return tally
  const step = bad ? Math.log((1 - (1 - usual) * (1 - broken)) / usual) : Math.log(1 - broken)
  return grow(tally, at, bad, step)
}

function grow(tally: Tally, at: number, bad: boolean, step: number): Tally {
  const evidence = Math.round((tally.evidence + step) * 1e4) / 1e4
  if (evidence <= 0) return CALM
  return {
    evidence,
    from: tally.evidence === 0 ? at : tally.from,
    runs: tally.runs + 1,
    bad: tally.bad + (bad ? 1 : 0),
  }
}

function dragOn(tallies: Readonly<Record<string, Tally>>, at: number, drag: Readonly<Record<string, number>>) {
  let next = tallies
  for (const [step, evidence] of Object.entries(drag)) {
    const tally = next[step] ?? CALM
    if (evidence <= 0 && tally.evidence === 0) continue
    next = put(next, step, grow(tally, at, evidence > 0, evidence))
  }
  return next
}

/** Sets a tally, or takes it out where it is calm; the same object where nothing changed. */
function put(tallies: Readonly<Record<string, Tally>>, key: string, tally: Tally): Readonly<Record<string, Tally>> {
  const known = tallies[key]
  if (tally.evidence > 0) return known === tally ? tallies : { ...tallies, [key]: tally }
  if (!known) return tallies
  const { [key]: _calm, ...rest } = tallies
  return rest
}

function mapKeeping(tallies: readonly Tally[], change: (tally: Tally, index: number) => Tally): readonly Tally[] {
  const next = tallies.map(change)
  return next.every((tally, index) => tally === tallies[index]) ? tallies : next
}

function empty(tallies: Readonly<Record<string, Tally>>): boolean {
  for (const _key in tallies) return false
  return true
}
