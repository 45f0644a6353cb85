import type { JudgedRun } from '../judged-run.ts'
import type { Policy } from '../policy.ts'
import { type Outage, outagesOf } from './hindsight.ts'
import type { Player, Replayed } from './player.ts'
import { playTo } from './replay.ts'
import { type Score, scoreOf } from './score.ts'
import { type Survey, surveyRuns } from './survey.ts'

/** What a history came to under several rules. */
export interface Backtest {
  readonly runs: number
  readonly from: number
  readonly to: number
  readonly replayed: readonly Replayed[]
  /** Outages as hindsight sees them, and how each rule did on them. */
  readonly outages: readonly Outage[]
  readonly scores: readonly Score[]
}

/** Runs that tell what a history is about: a few hours of several probes, so that most histories are read only once. */
const FIRST_RUNS = 20_000

/**
 * Plays a history to rules. `read` gives its runs anew each time; where they are not in order of time, or where probes
 * appear that its beginning did not have, it is read again from the start, as a whole.
 */
export function backtest(
  read: () => Iterable<JudgedRun>,
  playersFor: (survey: Survey) => readonly Player[],
  policy: Policy,
): Backtest {
  const first = surveyRuns(read(), FIRST_RUNS)
  const quick = first.ordered ? playAll(read(), first, playersFor(first), policy) : undefined
  if (quick) return quick
  const whole = surveyRuns(read())
  const runs = whole.ordered ? read() : [...read()].sort((a, b) => a.startedAt - b.startedAt)
  return playAll(runs, { ...whole, ordered: true }, playersFor(whole), policy) ?? nothing(whole)
}

/** Undefined where the history turns out to be other than its survey. */
function playAll(
  runs: Iterable<JudgedRun>,
  survey: Survey,
  players: readonly Player[],
  policy: Policy,
): Backtest | undefined {
  const hindsight = outagesOf()
  const surveyed = new Set(survey.targets.flatMap(({ probes }) => probes.map(({ probe }) => probe)))
  let count = 0
  let to = Number.NEGATIVE_INFINITY
  const playing = playTo(players, policy)
  for (const run of runs) {
    if (run.startedAt < to || !surveyed.has(run.probe)) return undefined
    count += 1
    to = run.startedAt
    hindsight.take(run)
    playing.take(run)
  }
  const replayed = playing.end()
  const outages = hindsight.end()
  return { runs: count, from: survey.from, to, replayed, outages, scores: replayed.map((one) => scoreOf(one, outages)) }
}

function nothing({ runs, from, to }: Survey): Backtest {
  return { runs, from, to, replayed: [], outages: [], scores: [] }
}
