import { DAY, HOUR } from '../core/index.ts'

/** Runs and bad runs, apart for runs on their own and for runs soon after a bad one. */
interface Counts {
  readonly runs: number
  readonly bad: number
  readonly runsSoon: number
  readonly badSoon: number
}

/**
 * How often runs of one stream are usually bad. What was seen waits one to two hours in `waiting` before it counts as
 * usual, so that the first hour of an outage does not teach us that outages are usual.
 */
export interface Usual {
  readonly known: Counts
  readonly waiting: readonly [older: Counts, newer: Counts]
  /** Epoch ms since when `newer` is filled. */
  readonly since: number
}

/** A prior as a Beta distribution: `bad` bad runs seen in `runs`. */
export interface Prior {
  readonly bad: number
  readonly runs: number
}

/** What we believe before we know: one run in 1,500 is bad, and one in 20 of those soon after a bad one. */
export const FAILED_PRIOR: Prior = { bad: 0.1, runs: 150 }
export const SLOW_PRIOR: Prior = { bad: 0.06, runs: 150 }
export const SOON_PRIOR: Prior = { bad: 1, runs: 20 }

/** Trouble of this length is one blip: runs within it are not independent of each other. */
export const BLIP_MS = 120_000

/** What was seen counts half after this time. */
const HALF_LIFE_MS = 14 * DAY
const WAIT_MS = HOUR

const NOTHING: Counts = { runs: 0, bad: 0, runsSoon: 0, badSoon: 0 }

export function nothingKnown(): Usual {
  return { known: NOTHING, waiting: [NOTHING, NOTHING], since: 0 }
}

/** The usual probability that a run is bad: the posterior mean under the prior. */
export function usualRate(usual: Usual, prior: Prior): number {
  return (prior.bad + usual.known.bad) / (prior.runs + usual.known.runs)
}

/** The same for a run within BLIP_MS after a bad one; never below that of a run on its own. */
export function usualRateSoon(usual: Usual, prior: Prior): number {
  const soon = (SOON_PRIOR.bad + usual.known.badSoon) / (SOON_PRIOR.runs + usual.known.runsSoon)
  return Math.max(soon, usualRate(usual, prior))
}

/** Takes one run into account; `soon` when it came within BLIP_MS after a bad one. */
export function learn(
  usual: Usual,
  run: { readonly bad: boolean; readonly soon: boolean; readonly at: number },
): Usual {
  const { known, waiting, since } = settle(usual, run.at)
  const [older, newer] = waiting
  const bad = run.bad ? 1 : 0
  const next = run.soon
    ? { ...newer, runsSoon: newer.runsSoon + 1, badSoon: newer.badSoon + bad }
    : { ...newer, runs: newer.runs + 1, bad: newer.bad + bad }
  return { known, waiting: [older, next], since }
}

/** Drops what still waits: it belongs to trouble. */
export function forgetWaiting(usual: Usual): Usual {
  return { ...usual, waiting: [NOTHING, NOTHING] }
}

function settle(usual: Usual, at: number): Usual {
  if (usual.since === 0) return { ...usual, since: at }
  const age = at - usual.since
  if (age >= 0 && age < WAIT_MS) return usual
  const [older, newer] = usual.waiting
  // A clock that was set back starts a new hour; nothing waits for the old one to come round again.
  const keep = 0.5 ** (Math.max(WAIT_MS, age) / HALF_LIFE_MS)
  return { known: add(scale(usual.known, keep), older), waiting: [newer, NOTHING], since: at }
}

function scale(counts: Counts, by: number): Counts {
  return {
    runs: round(counts.runs * by),
    bad: round(counts.bad * by),
    runsSoon: round(counts.runsSoon * by),
    badSoon: round(counts.badSoon * by),
  }
}

function add(a: Counts, b: Counts): Counts {
  return {
    runs: a.runs + b.runs,
    bad: a.bad + b.bad,
    runsSoon: a.runsSoon + b.runsSoon,
    badSoon: a.badSoon + b.badSoon,
  }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
