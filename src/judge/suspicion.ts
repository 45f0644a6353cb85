import { BLIP_MS, NEXT_MS, type Relation } from './baseline.ts'
import { SUSPICIONS } from './policy.ts'

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
  readonly bad?: Bad | undefined
  /** The usual probability of a bad run of a kind, by its relation to others of that kind; none while nothing is suspected. */
  readonly usual?: Readonly<Record<Bad, Readonly<Record<Relation, number>>>> | undefined
  /** Of a bad run: what was usual before the trouble that it may belong to, for telling. */
  readonly told?: Readonly<Record<Relation, number>> | undefined
  /** Epoch ms when the run ended. */
  readonly endedAt: number
  /** Evidence per step for somewhat slower than usual, see pace.ts. */
  readonly drag?: Readonly<Record<string, number>> | undefined
}

type Tallies = Readonly<Record<string, Tally>>

/** All suspicions of one surface at the end of an instant. */
export interface Suspicions {
  readonly outage: Tallies
  readonly slowness: Tallies
  readonly rates: readonly Tally[]
  /** By stream and step. */
  readonly drag: Tallies
  /** The newest blip of failures, and of slow runs. */
  readonly blips: Readonly<Record<Bad, Blip>>
}

/** Epoch ms of the start of its first bad run and of the end of its last; 0 for never. */
interface Blip {
  readonly from: number
  readonly to: number
}

const CALM: Tally = { evidence: 0, from: 0, runs: 0, bad: 0 }
const NONE: Tallies = {}

export const NO_SUSPICIONS: Suspicions = {
  outage: NONE,
  slowness: NONE,
  rates: SUSPICIONS.rates.map(() => CALM),
  drag: NONE,
  blips: { failed: { from: 0, to: 0 }, slow: { from: 0, to: 0 } },
}

/** True while nothing at all is suspected. */
export function isCalm(suspicions: Suspicions): boolean {
  return isQuiet(suspicions) && isEmpty(suspicions.drag)
}

/** True while nothing is suspected for which single runs are good or bad. */
export function isQuiet(suspicions: Suspicions): boolean {
  for (const tally of suspicions.rates) if (tally.evidence > 0) return false
  return isEmpty(suspicions.outage) && isEmpty(suspicions.slowness)
}

/** How a run at `at` (epoch ms) relates to bad runs of a kind before it. */
export function relationTo(kind: Bad, suspicions: Suspicions, at: number): Relation {
  const { from, to } = kind === 'failed' ? suspicions.blips.failed : suspicions.blips.slow
  // A clock that was set back must not make an old blip a recent one for the next hour.
  if (to === 0 || at - to > BLIP_MS || to - at > BLIP_MS) return 'alone'
  if (at - from >= BLIP_MS) return 'late'
  return at - to <= NEXT_MS ? 'next' : 'soon'
}

/**
 * Takes the runs of one instant into account. The runs are a set: their order does not matter, bad ones weigh first.
 * Evidence of a run is ln(P(run | broken) / P(run | usual)). A fault breaks its share of runs independently, on top of
 * what is usual for a run alone, and never makes a run less likely to be bad than it usually is at this moment; so a
 * good run never raises suspicion.
 */
export function weigh(before: Suspicions, at: number, sights: readonly Sight[]): Suspicions {
  if (sights.length === 1) return weighOne(before, at, sights[0] as Sight)
  return [...sights].sort(byWeight).reduce((after, sight) => weighOne(after, at, sight), before)
}

function byWeight(a: Sight, b: Sight): number {
  const rank = Number(b.bad !== undefined) - Number(a.bad !== undefined)
  return rank !== 0 ? rank : a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0
}

function weighOne(before: Suspicions, at: number, sight: Sight): Suspicions {
  const drag = sight.drag ? weighDrag(before.drag, at, sight.stream, sight.drag) : before.drag
  const { usual, bad } = sight
  const { outage, slowness, rates, blips } = before
  if (!usual) return drag === before.drag ? before : { outage, slowness, rates, drag, blips }
  const weighTally = (tally: Tally, kind: Bad, broken: number) => {
    // A failed run says nothing on slowness, a slow one nothing on failing.
    if (bad !== undefined && bad !== kind) return tally
    if (bad === undefined && tally.evidence === 0) return tally
    return grow(tally, at, bad === kind, evidenceOf(bad === kind, broken, usual[kind], relationTo(kind, before, at)))
  }
  const weighStream = (tallies: Tallies, kind: Bad, broken: number) =>
    tallies === NONE && bad !== kind
      ? NONE
      : put(tallies, sight.stream, weighTally(tallies[sight.stream] ?? CALM, kind, broken))
  return {
    outage: weighStream(outage, 'failed', SUSPICIONS.outage.broken),
    slowness: weighStream(slowness, 'slow', SUSPICIONS.slowness.broken),
    rates: SUSPICIONS.rates.map(({ kind, broken }, index) => weighTally(rates[index] ?? CALM, kind, broken)),
    drag,
    blips: blipsAfter(before, bad, at, sight.endedAt),
  }
}

function evidenceOf(
  bad: boolean,
  broken: number,
  usual: Readonly<Record<Relation, number>>,
  relation: Relation,
): number {
  const asUsual = usual[relation]
  const asBroken = Math.max(asUsual, 1 - (1 - broken) * (1 - usual.alone))
  return bad ? Math.log(asBroken / asUsual) : Math.log((1 - asBroken) / (1 - asUsual))
}

function blipsAfter(before: Suspicions, bad: Bad | undefined, at: number, endedAt: number): Suspicions['blips'] {
  const { failed, slow } = before.blips
  if (bad === undefined) return before.blips
  const blip = blipAfter(before, bad, at, endedAt)
  return bad === 'failed' ? { failed: blip, slow } : { failed, slow: blip }
}

/** A bad run that is not within the blip before begins one of its own. */
function blipAfter(before: Suspicions, kind: Bad, at: number, endedAt: number): Blip {
  const relation = relationTo(kind, before, at)
  return { from: relation === 'next' || relation === 'soon' ? before.blips[kind].from : at, to: endedAt }
}

function grow(tally: Tally, at: number, bad: boolean, step: number): Tally {
  const evidence = Math.round((tally.evidence + step) * 1e4) / 1e4
  if (evidence <= 0) return CALM
  const from = tally.evidence === 0 ? at : tally.from
  return { evidence, from, runs: tally.runs + 1, bad: tally.bad + (bad ? 1 : 0) }
}

function weighDrag(tallies: Tallies, at: number, stream: string, drag: Readonly<Record<string, number>>): Tallies {
  let next = tallies
  const none = isEmpty(tallies)
  for (const step in drag) {
    const evidence = drag[step] ?? 0
    if (none && evidence <= 0) continue
    const key = `${stream} ${step}`
    const tally = next[key] ?? CALM
    if (evidence <= 0 && tally.evidence === 0) continue
    next = put(next, key, grow(tally, at, evidence > 0, evidence))
  }
  return next
}

/** Sets a tally, or takes it out where it is calm; the same object where nothing changed. */
function put(tallies: Tallies, key: string, tally: Tally): Tallies {
  if (tally.evidence > 0) return tallies[key] === tally ? tallies : { ...tallies, [key]: tally }
  if (!(key in tallies)) return tallies
  const { [key]: _calm, ...rest } = tallies
  return isEmpty(rest) ? NONE : rest
}

function isEmpty(tallies: Tallies): boolean {
  if (tallies === NONE) return true
  for (const _key in tallies) return false
  return true
}
