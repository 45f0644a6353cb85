import { DAY, HOUR } from '../core/index.ts'

/**
 * How a run relates to bad runs before it. Trouble up to BLIP_MS long is one blip, and runs within it are not
 * independent: `next` follows a bad run within NEXT_MS, as confirm runs do; `soon` comes later in a blip; `late` comes
 * when the blip began longer ago than BLIP_MS, but its last bad run did not; `alone` is any other.
 */
export const RELATIONS = ['alone', 'next', 'soon', 'late'] as const
export type Relation = (typeof RELATIONS)[number]

export const BLIP_MS = 120_000
export const NEXT_MS = 30_000

/** For each relation in turn: runs and failed runs by their relation to failures, runs and slow runs by that to slow runs. */
export type Counts = readonly number[]

/**
 * How often runs of one stream are usually bad. What was seen waits one to two hours (`older`, `newer`) before it
 * counts as usual, so that the first hour of an outage does not teach us that outages are usual.
 */
export interface Usual {
  readonly known: Counts
  readonly older: Counts
  readonly newer: Counts
  /** Good runs on their own that `newer` does not have yet; they are most of all, and so are counted without copying it. */
  readonly good?: number
  /** Epoch ms since when `newer` is filled. */
  readonly since: number
}

/** What we believe of runs of one relation, and of what is known of them. */
interface Belief {
  /** Where `Counts` has its runs. */
  readonly place: number
  /** What we believe before we know, as bad runs seen in so many runs (a Beta prior). */
  readonly runs: number
  readonly bad: number
  /** However often blips go on, it is not believed to be surer than this; beyond BLIP_MS it is no blip that goes on. */
  readonly surest: number
  /** Of bad runs that still wait so many count. */
  readonly mostWaiting: number
  /** Of what is known so many runs count. */
  readonly mostKnown: number
}

const ANY = Number.POSITIVE_INFINITY
/**
 * One run in 1,500 fails, one in 2,500 is slow; one in 20 within a blip, one in 30 soon after one. Weak, so that a few
 * hundred runs outweigh them.
 *
 * Where little is known, the second failure must not surprise as much as the first, but an outage that comes and goes
 * must not be usual before it is found: so few bad runs that still wait count. A blip that failed again at once is
 * likelier to go on than blips on the whole: so of what is known of runs right after a failure few count, against the
 * failures of the blip that still wait.
 */
const BELIEFS: Readonly<Record<Relation, Belief>> = {
  alone: { place: 0, runs: 150, bad: 0.1, surest: 1, mostWaiting: ANY, mostKnown: ANY },
  next: { place: 4, runs: 20, bad: 1, surest: 0.3, mostWaiting: 3, mostKnown: 30 },
  soon: { place: 8, runs: 20, bad: 1, surest: 0.3, mostWaiting: 0.5, mostKnown: ANY },
  late: { place: 12, runs: 30, bad: 1, surest: 0.1, mostWaiting: 0.5, mostKnown: ANY },
}

/** However long nothing failed, nothing is believed to be rarer than this. */
const RAREST = 1e-4
/** What was seen counts half after this time. */
const HALF_LIFE_MS = 14 * DAY
const WAIT_MS = HOUR
const NOTHING: Counts = RELATIONS.flatMap(() => [0, 0, 0, 0])

export const NOTHING_KNOWN: Usual = { known: NOTHING, older: NOTHING, newer: NOTHING, good: 0, since: 0 }

/** The usual probability that a run is bad: posterior means under the prior, never below that of a run alone. */
export function usualRates(usual: Usual, kind: 'failed' | 'slow'): Readonly<Record<Relation, number>> {
  const kinds = offsetOf(kind)
  const alone = Math.max(RAREST, rateOf(usual, BELIEFS.alone, kinds))
  const soon = atLeast(alone, usual, BELIEFS.soon, kinds)
  // Where failures keep no company within two minutes, they hardly do within half of one.
  const next = atLeast(alone, usual, BELIEFS.next, kinds, Math.min(BELIEFS.next.bad, 2 * soon * BELIEFS.next.runs))
  return { alone, next, soon, late: atLeast(alone, usual, BELIEFS.late, kinds) }
}

function atLeast(alone: number, usual: Usual, belief: Belief, kinds: number, believed = belief.bad): number {
  return Math.max(alone, Math.min(belief.surest, rateOf(usual, belief, kinds, believed)))
}

/** What was usual before the hour under way, which may be the beginning of trouble: for telling, not for judging. */
export function usualBefore(usual: Usual, kind: 'failed' | 'slow'): Readonly<Record<Relation, number>> {
  const { known, older, since } = usual
  return usualRates({ known, older, newer: NOTHING, good: 0, since }, kind)
}

/** The posterior mean of a relation; `believed` bad runs are its prior, `kinds` is where a kind begins within its place. */
function rateOf(usual: Usual, belief: Belief, kinds: number, believed = belief.bad): number {
  const { known, older, newer } = usual
  const at = belief.place + kinds
  const knownRuns = known[at] ?? 0
  const weight = Math.min(1, belief.mostKnown / Math.max(1, knownRuns))
  const good = belief.place === 0 ? (usual.good ?? 0) : 0
  const runs = weight * knownRuns + (older[at] ?? 0) + (newer[at] ?? 0) + good
  const waiting = Math.min(belief.mostWaiting, (older[at + 1] ?? 0) + (newer[at + 1] ?? 0))
  return (believed + weight * (known[at + 1] ?? 0) + waiting) / (belief.runs + runs)
}

/** How many runs what is usual was learned from, those of the hour under way not counted. */
export function runsKnown({ known, older }: Usual): number {
  return RELATIONS.reduce((sum, relation) => {
    const { place } = BELIEFS[relation]
    return sum + (known[place] ?? 0) + (older[place] ?? 0)
  }, 0)
}

/** How a run relates to failures before it, and to slow runs before it. */
export interface Relations {
  readonly failed: Relation
  readonly slow: Relation
}

/** Takes one run into account; `at` is epoch ms. */
export function learn(usual: Usual, bad: 'failed' | 'slow' | undefined, relations: Relations, at: number): Usual {
  const { known, older, newer, good = 0, since } = settle(usual, at)
  if (bad === undefined && relations.failed === 'alone' && relations.slow === 'alone') {
    return { known, older, newer, good: good + 1, since }
  }
  const next = newer.slice()
  count(next, placeOf('failed', relations.failed), bad === 'failed')
  // A run that failed says nothing on how often runs are slow.
  if (bad !== 'failed') count(next, placeOf('slow', relations.slow), bad === 'slow')
  return { known, older, newer: next, good, since }
}

function count(counts: number[], place: number, bad: boolean, runs = 1): void {
  counts[place] = (counts[place] ?? 0) + runs
  if (bad) counts[place + 1] = (counts[place + 1] ?? 0) + 1
}

function placeOf(kind: 'failed' | 'slow', relation: Relation): number {
  return BELIEFS[relation].place + offsetOf(kind)
}

/** Where a kind begins within the place of a relation. */
function offsetOf(kind: 'failed' | 'slow'): number {
  return kind === 'failed' ? 0 : 2
}

/** Drops what still waits: it belongs to trouble. */
export function forgetWaiting(usual: Usual): Usual {
  if (usual.older === NOTHING && usual.newer === NOTHING && !usual.good) return usual
  return { ...usual, older: NOTHING, newer: NOTHING, good: 0 }
}

function settle(usual: Usual, at: number): Usual {
  if (usual.since === 0) return { ...usual, since: at }
  const age = at - usual.since
  if (age >= 0 && age < WAIT_MS) return usual
  // A clock that was set back starts a new hour; nothing waits for the old one to come round again.
  const keep = 0.5 ** (Math.max(WAIT_MS, age) / HALF_LIFE_MS)
  const known = usual.known.map((count, index) => Math.round((count * keep + (usual.older[index] ?? 0)) * 1e3) / 1e3)
  return { known, older: withGood(usual), newer: NOTHING, good: 0, since: at }
}

function withGood({ newer, good = 0 }: Usual): Counts {
  if (good === 0) return newer
  const next = newer.slice()
  for (const kind of ['failed', 'slow'] as const) count(next, placeOf(kind, 'alone'), false, good)
  return next
}
