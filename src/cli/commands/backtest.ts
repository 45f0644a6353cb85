import { MonitorError } from '../../core/index.ts'
import {
  BASELINES,
  type Backtest,
  baselinePlayer,
  createPolicy,
  doorwatchPlayer,
  type PolicyOptions,
  backtest as replayHistory,
  type Survey,
} from '../../judge/index.ts'
import { type History, historyOfFile, historyOfStore } from '../backtest/history.ts'
import { readPolicyFile } from '../backtest/policy-file.ts'
import { backtestText, CHANGED, OURS, rulesJson } from '../backtest/tell.ts'
import type { Context } from '../context.ts'

export interface BacktestOptions {
  readonly config?: string
  /** How far back to read the database, ms. */
  readonly since?: number
  readonly policy?: string
  readonly runs?: string
  readonly json?: boolean
}

/** `doorwatch backtest`: what the judge, and the rules of other monitors, would have made of a history. */
export async function backtest(context: Context, options: BacktestOptions): Promise<void> {
  const changes = options.policy ? readPolicyFile(context, options.policy) : undefined
  const history = options.runs
    ? await historyOfFile(context, options.runs, options)
    : await historyOfStore(context, options)
  const played = play(history, changes)
  context.stdout.write(
    options.json ? `${JSON.stringify({ rules: rulesJson(played.replayed) })}\n` : backtestText(played),
  )
}

function play({ read, policyFor, quiet, done }: History, changes: PolicyOptions | undefined): Backtest {
  const changedFor = (target: string) => createPolicy({ ...policyFor(target), ...changes })
  const playersFor = (survey: Survey) => [
    doorwatchPlayer(survey, policyFor, OURS),
    ...(changes ? [doorwatchPlayer(survey, changedFor, CHANGED)] : []),
    ...BASELINES.map((baseline) => baselinePlayer(survey, baseline)),
  ]
  const played = replayHistory(read, playersFor, { quiet })
  done(played.repeats)
  if (played.runs === 0) {
    throw new MonitorError('history', 'there is no run in this history', {
      hint: 'Let the worker measure for a while, or name a file with --runs.',
    })
  }
  return played
}
