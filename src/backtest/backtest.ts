import type { JudgedRun, Policy } from '../judge/index.ts'
import { type Outage, outagesOf } from './hindsight.ts'
import { byInstant } from './instants.ts'
import type { Player, Replayed } from './player.ts'
import { playTo } from './replay.ts'
import { type Score, scoreOf } from './score.ts'
import { type Survey, surveyRuns } from './survey.ts'

/** What a history came to under several rules. */
export interface Backtest {
  /** Runs that were played, and those left out because the history has them twice. */
  readonly runs: number
  readonly repeats: number
  readonly from: number
  readonly to: number
  readonly replayed: readonly Replayed[]
  /** Outages as hindsight sees them, and how each rule did on them; none without hindsight. */
  readonly outages: readonly Outage[]
  readonly scores: readonly Score[]
}

export interface BacktestOptions extends Pick<Policy, 'quiet'> {
  /** Whether rules are held against what hindsight sees. Default true. */
  readonly hindsight?: boolean
  /** Told of every run that is played: how many there were. */
  readonly onRun?: (count: number) => void
}

/** Runs that tell what a history is about: a few hours of several probes, so that most histories are read only once. */
const FIRST_RUNS = 20_000

/**
 * Plays a history to rules. `read` gives its runs anew each time; where probes appear that its beginning did not have,
 * it is read again as a whole. One that is not in order of time is put in order first, so that order means nothing.
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
  if (whole.ordered) return playAll(read(), whole, playersFor(whole), options) ?? nothing(whole)
  const sorted = [...read()].sort((a, b) => a.startedAt - b.startedAt)
  return backtest(() => sorted, playersFor, options)
}

/** Undefined where the history turns out to be other than its survey. */
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
    if (run.startedAt < to || !surveyed.has(run.probe)) return undefined
    to = run.startedAt
    instants.apply(run)
  }
  const repeats = instants.end()
  const replayed = players.map((player) => player.end())
  const outages = hindsight?.end() ?? []
  const scores = hindsight ? replayed.map((one) => scoreOf(one, outages)) : []
  return { runs: count, repeats, from: survey.from, to, replayed, outages, scores }
}

function nothing({ runs, from, to }: Survey): Backtest {
  return { runs, repeats: 0, from, to, replayed: [], outages: [], scores: [] }
}
