import { type BadKind, BLIP_MS, NEXT_MS, type Rates, type Relation } from './baseline.ts'
import { SUSPICIONS } from './policy.ts'

/** A cumulative sum (CUSUM) of evidence since it was last zero, and the runs in it. */
export interface Cusum {
  /** Log likelihood ratio, never below zero. */
  readonly evidence: number
  /** Epoch ms of the first bad run in it. */
  readonly from: number
  readonly runs: number
  readonly bad: number
}

export type Bad = BadKind

/** One run as evidence on its surface. */
export interface Observation {
  /** See streamId. */
  readonly stream: string
  readonly bad?: Bad | undefined
  /** The usual probability of a bad run of each kind. Absent where nothing is suspected that a good run could lessen. */
  readonly usual?: Readonly<Record<Bad, Rates>> | undefined
  /** Of a bad run: the usual rates without the current hour, for display. */
  readonly usualBefore?: Rates | undefined
  /** Epoch ms when the run ended. */
  readonly endedAt: number
  /** Evidence per step for somewhat slower than usual, see pace.ts. */
  readonly slowdown?: Readonly<Record<string, number>> | undefined
}

type Cusums = Readonly<Record<string, Cusum>>

/** All suspicions of one surface at the end of an instant. */
export interface Suspicions {
  readonly outage: Cusums
  readonly slowness: Cusums
  readonly rates: readonly Cusum[]
  /** Somewhat slower than usual, by stream and step. */
  readonly slowdown: Cusums
  /** The newest blip of failures, and of slow runs. */
  readonly blips: Readonly<Record<Bad, Blip>>
}

/** Epoch ms of the start of its first bad run and of the end of its last; 0 for never. */
interface Blip {
  readonly from: number
  readonly to: number
}

const ZERO: Cusum = { evidence: 0, from: 0, runs: 0, bad: 0 }
const NONE: Cusums = {}

export const NO_SUSPICIONS: Suspicions = {
  outage: NONE,
  slowness: NONE,
  rates: SUSPICIONS.rates.map(() => ZERO),
  slowdown: NONE,
  blips: { failed: { from: 0, to: 0 }, slow: { from: 0, to: 0 } },
}

/** @returns Whether no CUSUM is above zero. */
export function isClear(suspicions: Suspicions): boolean {
  return isClearOfBadRuns(suspicions) && isEmpty(suspicions.slowdown)
}

/** @returns Whether no CUSUM of failed or slow runs is above zero; a slowdown may be suspected. */
export function isClearOfBadRuns(suspicions: Suspicions): boolean {
  for (const cusum of suspicions.rates) if (cusum.evidence > 0) return false
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
export function weigh(before: Suspicions, at: number, observations: readonly Observation[]): Suspicions {
  const [first] = observations
  if (first && observations.length === 1) return weighOne(before, at, first)
  return [...observations].sort(byWeight).reduce((after, observation) => weighOne(after, at, observation), before)
}

function byWeight(a: Observation, b: Observation): number {
  const rank = Number(b.bad !== undefined) - Number(a.bad !== undefined)
  return rank !== 0 ? rank : a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0
}

function weighOne(before: Suspicions, at: number, observation: Observation): Suspicions {
  const slowdown = observation.slowdown
    ? addSlowdown(before.slowdown, at, observation.stream, observation.slowdown)
    : before.slowdown
  const { usual, bad } = observation
  const { outage, slowness, rates, blips } = before
  if (!usual) return slowdown === before.slowdown ? before : { outage, slowness, rates, slowdown, blips }
  const updateCusum = (cusum: Cusum, kind: Bad, broken: number) => {
    // A failed run says nothing on slowness, a slow one nothing on failing.
    if (bad !== undefined && bad !== kind) return cusum
    if (bad === undefined && cusum.evidence === 0) return cusum
    return grow(cusum, at, bad === kind, evidenceOf(bad === kind, broken, usual[kind], relationTo(kind, before, at)))
  }
  const weighStream = (cusums: Cusums, kind: Bad, broken: number) =>
    cusums === NONE && bad !== kind
      ? NONE
      : put(cusums, observation.stream, updateCusum(cusums[observation.stream] ?? ZERO, kind, broken))
  return {
    outage: weighStream(outage, 'failed', SUSPICIONS.outage.broken),
    slowness: weighStream(slowness, 'slow', SUSPICIONS.slowness.broken),
    rates: SUSPICIONS.rates.map(({ kind, broken }, index) => updateCusum(rates[index] ?? ZERO, kind, broken)),
    slowdown,
    blips: blipsAfter(before, bad, at, observation.endedAt),
  }
}

function evidenceOf(bad: boolean, broken: number, usual: Rates, relation: Relation): number {
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

function grow(cusum: Cusum, at: number, bad: boolean, step: number): Cusum {
  const evidence = Math.round((cusum.evidence + step) * 1e4) / 1e4
  if (evidence <= 0) return ZERO
  const from = cusum.evidence === 0 ? at : cusum.from
  return { evidence, from, runs: cusum.runs + 1, bad: cusum.bad + (bad ? 1 : 0) }
}

function addSlowdown(cusums: Cusums, at: number, stream: string, slowdown: Readonly<Record<string, number>>): Cusums {
  let next = cusums
  const none = isEmpty(cusums)
  for (const step in slowdown) {
    const evidence = slowdown[step] ?? 0
    if (none && evidence <= 0) continue
    const key = `${stream} ${step}`
    const cusum = next[key] ?? ZERO
    if (evidence <= 0 && cusum.evidence === 0) continue
    next = put(next, key, grow(cusum, at, evidence > 0, evidence))
  }
  return next
}

/** Sets a CUSUM, or removes it where it is zero; the same object where nothing changed. */
function put(cusums: Cusums, key: string, cusum: Cusum): Cusums {
  if (cusum.evidence > 0) return cusums[key] === cusum ? cusums : { ...cusums, [key]: cusum }
  if (!(key in cusums)) return cusums
  const { [key]: _zero, ...rest } = cusums
  return isEmpty(rest) ? NONE : rest
}

function isEmpty(cusums: Cusums): boolean {
  if (cusums === NONE) return true
  for (const _key in cusums) return false
  return true
}
