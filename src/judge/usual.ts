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
  /** Epoch ms since when `newer` is filled. */
  readonly since: number
}

/**
 * What we believe before we know, as bad runs seen in so many runs (Beta priors): one run in 1,500 fails, one in 2,500
 * is slow; one in 20 within a blip, one in 30 soon after one. Weak, so that a few hundred runs outweigh them.
 */
const PRIOR: Readonly<Record<Relation, { readonly runs: number; readonly bad: number }>> = {
  alone: { runs: 150, bad: 0.1 },
  next: { runs: 20, bad: 1 },
  soon: { runs: 20, bad: 1 },
  late: { runs: 30, bad: 1 },
}

/** However long nothing failed, nothing is believed to be rarer than this. */
const RAREST = 1e-4
/** However often blips go on, it is not believed to be surer than this; beyond BLIP_MS it is no blip that goes on. */
const SUREST = { next: 0.3, soon: 0.3, late: 0.1 } as const
/**
 * Of bad runs that still wait so many count: where little is known, the second failure must not surprise as much as the
 * first, but an outage that comes and goes must not be usual before it is found.
 */
const MOST_WAITING = { alone: Number.POSITIVE_INFINITY, next: 3, soon: 0.5, late: 0.5 } as const
/**
 * A blip that failed again at once is likelier to go on than blips on the whole. So of what is known of runs right
 * after a failure no more than so many runs count, against the failures of the blip that still wait.
 */
const MOST_KNOWN = {
  alone: Number.POSITIVE_INFINITY,
  next: 30,
  soon: Number.POSITIVE_INFINITY,
  late: Number.POSITIVE_INFINITY,
} as const

/** What was seen counts half after this time. */
const HALF_LIFE_MS = 14 * DAY
const WAIT_MS = HOUR
const NOTHING: Counts = RELATIONS.flatMap(() => [0, 0, 0, 0])

export const NOTHING_KNOWN: Usual = { known: NOTHING, older: NOTHING, newer: NOTHING, since: 0 }

/** The usual probability that a run is bad: posterior means under the prior, never below that of a run alone. */
export function usualRates(usual: Usual, kind: 'failed' | 'slow'): Readonly<Record<Relation, number>> {
  const alone = Math.max(RAREST, rateOf(usual, kind, 'alone', PRIOR.alone.bad))
  const rate = (relation: keyof typeof SUREST, believed = PRIOR[relation].bad) =>
    Math.max(alone, Math.min(SUREST[relation], rateOf(usual, kind, relation, believed)))
  const soon = rate('soon')
  // Where failures keep no company within two minutes, they hardly do within half of one.
  const next = rate('next', Math.min(PRIOR.next.bad, 2 * soon * PRIOR.next.runs))
  return { alone, next, soon, late: rate('late') }
}

/** What was usual before the hour under way, which may be the beginning of trouble: for telling, not for judging. */
export function usualBefore(usual: Usual, kind: 'failed' | 'slow'): Readonly<Record<Relation, number>> {
  return usualRates({ ...usual, newer: NOTHING }, kind)
}

/** The posterior mean of a relation; `believed` bad runs are its prior. */
function rateOf({ known, older, newer }: Usual, kind: 'failed' | 'slow', relation: Relation, believed: number): number {
  const at = placeOf(kind, relation)
  const knownRuns = known[at] ?? 0
  const weight = Math.min(1, MOST_KNOWN[relation] / Math.max(1, knownRuns))
  const runs = weight * knownRuns + (older[at] ?? 0) + (newer[at] ?? 0)
  const waiting = Math.min(MOST_WAITING[relation], (older[at + 1] ?? 0) + (newer[at + 1] ?? 0))
  return (believed + weight * (known[at + 1] ?? 0) + waiting) / (PRIOR[relation].runs + runs)
}

/** How a run relates to failures before it, and to slow runs before it. */
export interface Relations {
  readonly failed: Relation
  readonly slow: Relation
}

/** Takes one run into account; `at` is epoch ms. */
export function learn(usual: Usual, bad: 'failed' | 'slow' | undefined, relations: Relations, at: number): Usual {
  const { known, older, newer, since } = settle(usual, at)
  const next = newer.slice()
  count(next, placeOf('failed', relations.failed), bad === 'failed')
  // A run that failed says nothing on how often runs are slow.
  if (bad !== 'failed') count(next, placeOf('slow', relations.slow), bad === 'slow')
  return { known, older, newer: next, since }
}

function count(counts: number[], place: number, bad: boolean): void {
  counts[place] = (counts[place] ?? 0) + 1
  if (bad) counts[place + 1] = (counts[place + 1] ?? 0) + 1
}

function placeOf(kind: 'failed' | 'slow', relation: Relation): number {
  return 4 * RELATIONS.indexOf(relation) + (kind === 'failed' ? 0 : 2)
}

/** Drops what still waits: it belongs to trouble. */
export function forgetWaiting(usual: Usual): Usual {
  if (usual.older === NOTHING && usual.newer === NOTHING) return usual
  return { ...usual, older: NOTHING, newer: NOTHING }
}

function settle(usual: Usual, at: number): Usual {
  if (usual.since === 0) return { ...usual, since: at }
  const age = at - usual.since
  if (age >= 0 && age < WAIT_MS) return usual
  // A clock that was set back starts a new hour; nothing waits for the old one to come round again.
  const keep = 0.5 ** (Math.max(WAIT_MS, age) / HALF_LIFE_MS)
  const known = usual.known.map((count, index) => Math.round((count * keep + (usual.older[index] ?? 0)) * 1e3) / 1e3)
  return { known, older: usual.newer, newer: NOTHING, since: at }
}
