import type { JudgedRun, Policy } from '../judge/index.ts'
import { type Outage, outagesOf } from './hindsight.ts'
import { byInstant } from './instants.ts'
import type { Player, Replayed } from './player.ts'
import { playTo } from './replay.ts'
import { type Score, scoreOf } from './score.ts'
import { type Survey, surveyRuns } from './survey.ts'

/** Incidents, alerts and scores of several rules on a history. */
export interface Backtest {
  /** Runs that were played, and repeated rows that were left out. */
  readonly runs: number
  readonly repeats: number
  /** Start of the first and of the last run, epoch ms. */
  readonly from: number
  readonly to: number
  readonly replayed: readonly Replayed[]
  /** Outages by hindsight, and the score of each rule on them; empty without hindsight. */
  readonly outages: readonly Outage[]
  readonly scores: readonly Score[]
}

export interface BacktestOptions extends Pick<Policy, 'quiet'> {
  /** Whether rules are scored against outages found by hindsight. Default true. */
  readonly hindsight?: boolean
  /** Receives the number of played runs after each one. */
  readonly onRun?: (count: number) => void
}

/** Runs of the first survey: a few hours of several probes, enough to read most histories only once. */
const FIRST_RUNS = 20_000

/**
 * Replays a history through players; the order of its runs does not matter.
 * @param read gives all runs on each call. A history that is not in order of time is sorted first; one with probes that its
 * beginning does not have is read once more
 */
export function backtest(
  read: () => Iterable<JudgedRun>,
  playersFor: (survey: Survey) => readonly Player[],
  options: BacktestOptions,
): Backtest {
  const first = surveyRuns(read(), FIRST_RUNS)
  const quick = first.ordered ? playAll(read(), first, playersFor(first), options) : undefined
  if (quick) return quick
  const whole = first.ordered ? surveyRuns(read()) : first
  const played = whole.ordered ? playAll(read(), whole, playersFor(whole), options) : undefined
  if (played) return played
  const sorted = [...read()].sort((a, b) => a.startedAt - b.startedAt)
  return backtest(() => sorted, playersFor, options)
}

/** @returns Undefined where the runs contradict the survey: out of order, or a scheduled probe that it does not have. */
function playAll(
  runs: Iterable<JudgedRun>,
  survey: Survey,
  players: readonly Player[],
  options: BacktestOptions,
): Backtest | undefined {
  const hindsight = options.hindsight === false ? undefined : outagesOf()
  const surveyed = new Set(survey.targets.flatMap(({ probes }) => probes.map(({ probe }) => probe)))
  const play = playTo(players, options)
  let count = 0
  let to = Number.NEGATIVE_INFINITY
  const { onRun } = options
  const instants = byInstant((run) => {
    count += 1
    onRun?.(count)
    hindsight?.apply(run)
    play(run)
  })
  for (const run of runs) {
    if (run.startedAt < to || (run.trigger === 'schedule' && !surveyed.has(run.probe))) return undefined
    to = run.startedAt
    instants.apply(run)
  }
  const repeats = instants.end()
  const replayed = players.map((player) => player.end())
  const outages = hindsight?.end() ?? []
  const scores = hindsight ? replayed.map((result) => scoreOf(result, outages)) : []
  return { runs: count, repeats, from: survey.from, to, replayed, outages, scores }
}
