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
import { type History, type HistoryOptions, historyOfFile, historyOfStore } from '../backtest/history.ts'
import { readPolicyFile } from '../backtest/policy-file.ts'
import { backtestText, CHANGED, OURS, rulesJson } from '../backtest/tell.ts'
import type { Context } from '../context.ts'

export interface BacktestOptions extends HistoryOptions {
  readonly policy?: string
  readonly runs?: string
  readonly json?: boolean
}

/** `doorwatch backtest`: what the judge, and the rules of other monitors, would have made of a history. */
export async function backtest(context: Context, options: BacktestOptions): Promise<void> {
  for (const name of ['runs', 'policy'] as const) {
    if (options[name] === '') {
      throw new MonitorError('usage', `--${name} names no file`, {
        hint: `Write --${name} and a path, or leave it out.`,
      })
    }
  }
  const changes = options.policy === undefined ? undefined : readPolicyFile(context, options.policy)
  const history = await (options.runs === undefined
    ? historyOfStore(context, options)
    : historyOfFile(context, options.runs, options))
  const played = play(history, changes)
  context.stdout.write(
    options.json ? `${JSON.stringify({ rules: rulesJson(played.replayed) })}\n` : backtestText(played),
  )
}

function play({ read, policyFor, quiet, done, nothing }: History, changes: PolicyOptions | undefined): Backtest {
  const changedFor = (target: string) => createPolicy({ ...policyFor(target), ...changes })
  const playersFor = (survey: Survey) => [
    doorwatchPlayer(survey, policyFor, OURS),
    ...(changes ? [doorwatchPlayer(survey, changedFor, CHANGED)] : []),
    ...BASELINES.map((baseline) => baselinePlayer(survey, baseline)),
  ]
  const played = replayHistory(read, playersFor, { quiet })
  done(played.repeats)
  if (played.runs === 0) throw nothing()
  return played
}
