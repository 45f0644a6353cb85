import {
  type Backtest,
  doorwatchPlayer,
  playRulesInThread,
  type BacktestOptions as ReplayOptions,
  backtest as replayHistory,
  rulePlayers,
  type Survey,
  scoreOf,
} from '../../backtest/index.ts'
import { MonitorError } from '../../core/index.ts'
import { createPolicy, type PolicyOptions } from '../../judge/index.ts'
import { backtestText, CHANGED, OURS, rulesJson } from '../backtest/findings-text.ts'
import { type History, type HistoryOptions, historyOfFile, historyOfStore } from '../backtest/history.ts'
import { readPolicyFile } from '../backtest/policy-file.ts'
import type { Context } from '../process/context.ts'
import { whileWorking } from '../terminal/while-working.ts'

interface BacktestOptions extends HistoryOptions {
  readonly policy?: string
  readonly runs?: string
  readonly json?: boolean
}

/** `doorwatch backtest`: replays a history through the judge and the rules of other monitors. */
export async function backtest(context: Context, options: BacktestOptions): Promise<void> {
  for (const name of ['runs', 'policy'] as const) {
    if (options[name] === '') {
      throw new MonitorError('usage', `--${name} needs the path of a file`, {
        hint: `Write --${name} <file>, or leave it out.`,
      })
    }
  }
  const changes = options.policy === undefined ? undefined : readPolicyFile(context, options.policy)
  let read = 0
  const played = await whileWorking(
    context.stderr,
    () => `replaying ${options.runs ?? 'the history'}: ${read.toLocaleString('en')} runs`,
    async (tick) => {
      const history = await (options.runs === undefined
        ? historyOfStore(context, options)
        : historyOfFile(context, options.runs, options))
      const onRun = (number: number) => {
        read = number
        if (read % RUNS_PER_TICK === 0) tick()
      }
      return play(history, changes, { hindsight: options.json !== true, onRun })
    },
  )
  context.stdout.write(
    options.json ? `${JSON.stringify({ rules: rulesJson(played.replayed) })}\n` : backtestText(played),
  )
}

/** Runs between two progress updates; the judge takes about 10 ms for them. */
const RUNS_PER_TICK = 1_000

/** Doorwatch first, then the changed policy, then the rules of other monitors; with hindsight each has a score. */
async function play(
  { file, read, policyFor, quiet, done, emptyError }: History,
  changes: PolicyOptions | undefined,
  options: Pick<ReplayOptions, 'hindsight' | 'onRun'>,
): Promise<Backtest> {
  const changedFor = (target: string) => createPolicy({ ...policyFor(target), ...changes })
  const inThread = file && playRulesInThread(file)
  const playersFor = (survey: Survey) => [
    doorwatchPlayer(survey, policyFor, OURS),
    ...(changes ? [doorwatchPlayer(survey, changedFor, CHANGED)] : []),
    ...(inThread ? [] : rulePlayers(survey)),
  ]
  const played = replayHistory(read, playersFor, { ...options, quiet })
  done(played.repeats)
  if (played.runs === 0) throw emptyError()
  const fromThread = await inThread
  if (!fromThread) return played
  return {
    ...played,
    replayed: [...played.replayed, ...fromThread],
    scores: options.hindsight ? [...played.scores, ...fromThread.map((rule) => scoreOf(rule, played.outages))] : [],
  }
}
