import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../config/index.ts'
import { DAY, formatDuration, MonitorError, messageOf, parseDuration } from '../../core/index.ts'
import {
  BASELINES,
  baselinePlayer,
  createPolicy,
  differenceOf,
  doorwatchPlayer,
  type JudgedRun,
  linesOf,
  type Policy,
  type Replayed,
  readCsv,
  backtest as replayHistory,
  type Score,
  type Survey,
} from '../../judge/index.ts'
import { openStore } from '../../store/index.ts'
import { type Context, configFor, stderrLog } from '../context.ts'
import { cannotRead, piecesOf } from '../pieces.ts'
import { table } from '../terminal/table.ts'
import { whileWorking } from '../terminal/while-working.ts'

export interface BacktestOptions {
  readonly config?: string
  /** How far back to read the database, ms. */
  readonly since?: number
  readonly policy?: string
  readonly runs?: string
  readonly json?: boolean
}

/** Bad lines of a file that are told one by one; the rest is counted. */
const PROBLEMS_SHOWN = 10
const OURS = 'doorwatch'
const CHANGED = 'doorwatch, changed policy'

/** `doorwatch backtest`: what the judge, and the rules of other monitors, would have made of a history. */
export async function backtest(context: Context, options: BacktestOptions): Promise<void> {
  const config = await configFor(context, options)
  const policy = createPolicy({ falseAlarmDays: config.falseAlarmDays })
  const changed = options.policy ? readPolicy(context, options.policy) : undefined
  let read = 0
  const { replayed, scores, spanMs, count } = await whileWorking(
    context.stderr,
    () => `replaying ${options.runs ?? 'the history'}: ${read.toLocaleString('en')} runs`,
    async (tick) => {
      const runs = options.runs ? runsOfFile(context, options.runs) : await runsOfStore(context, config, options)
      const onRun = (number: number) => {
        read = number
        if (read % RUNS_A_TICK === 0) tick()
      }
      return play({ ...runs, read: () => counted(runs.read(), onRun) }, policy, changed)
    },
  )
  if (options.json) context.stdout.write(`${JSON.stringify({ rules: rulesJson(replayed) })}\n`)
  else context.stdout.write(text({ replayed, scores, spanMs, count, changed: changed !== undefined }))
}

/** The judge goes through so many in some ten milliseconds. */
const RUNS_A_TICK = 1_000

function* counted(runs: Iterable<JudgedRun>, onRun: (number: number) => void): Generator<JudgedRun> {
  let number = 0
  for (const run of runs) {
    number += 1
    onRun(number)
    yield run
  }
}

/** Runs that can be gone through more than once, and what is to be said of them when that is over. */
interface Runs {
  read(): Iterable<JudgedRun>
  done(repeats: number): void
}

function play(runs: Runs, policy: Policy, changed: Policy | undefined) {
  const playersFor = (survey: Survey) => [
    doorwatchPlayer(survey, policy, OURS),
    ...(changed ? [doorwatchPlayer(survey, changed, CHANGED)] : []),
    ...BASELINES.map((baseline) => baselinePlayer(survey, baseline)),
  ]
  const played = replayHistory(runs.read, playersFor, policy)
  runs.done(played.repeats)
  if (played.runs === 0) {
    throw new MonitorError('history', 'there is no run in this history', {
      hint: 'Let the worker measure for a while, or name a file with --runs.',
    })
  }
  return { replayed: played.replayed, scores: played.scores, spanMs: played.to - played.from, count: played.runs }
}

function runsOfFile(context: Context, name: string): Runs {
  const path = resolve(context.folder, name)
  const pieces = piecesOf(path)
  const surface = basename(path).replace(/\.csv(\.gz)?$/, '')
  // The file is read more than once; each bad line is told once.
  let toldUntil = 0
  let problems = 0
  const onProblem = (line: number, problem: string) => {
    if (line <= toldUntil) return
    toldUntil = line
    problems += 1
    if (problems <= PROBLEMS_SHOWN) context.stderr.write(`${name}:${line}: ${problem}\n`)
  }
  return {
    read: () => readCsv(linesOf(pieces()), { target: 'history', surface, onProblem }),
    done(repeats) {
      if (problems > PROBLEMS_SHOWN) context.stderr.write(`${name}: ${problems} lines left out in all\n`)
      if (repeats > 0) context.stderr.write(`${name}: ${repeats} repeated ${repeats === 1 ? 'row' : 'rows'} left out\n`)
    },
  }
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}

/** The stored runs, a day at a time, so that only what the judge needs of them is held. */
async function runsOfStore(context: Context, config: Config, options: BacktestOptions): Promise<Runs> {
  const clock = { now: () => Date.now() }
  const store = await openStore({ path: config.database, log: stderrLog(context), clock, mustExist: true })
  try {
    const to = clock.now()
    const runs: JudgedRun[] = []
    for (let from = to - (options.since ?? 90 * DAY); from < to; from += DAY) {
      const day = await store.runs({ from, to: Math.min(to, from + DAY), limit: Number.MAX_SAFE_INTEGER })
      for (const run of day.toReversed()) if (run.outcome !== 'skipped') runs.push(run)
    }
    return { read: () => runs, done: () => undefined }
  } finally {
    await store.close()
  }
}

const policySchema = z.strictObject({
  falseAlarmDays: z.number().min(1).max(3_650).optional(),
  settle: z.string().optional(),
})

/** A policy to compare with: JSON with `falseAlarmDays` and `settle` ("8h"). */
function readPolicy(context: Context, name: string): Policy {
  const path = resolve(context.folder, name)
  try {
    const { falseAlarmDays, settle } = policySchema.parse(JSON.parse(readFile(path).toString('utf8')))
    return createPolicy({
      ...(falseAlarmDays === undefined ? {} : { falseAlarmDays }),
      ...(settle === undefined ? {} : { settleMs: parseDuration(settle) }),
    })
  } catch (cause) {
    if (cause instanceof MonitorError) throw cause
    throw new MonitorError('usage', `${name} is not a policy: ${messageOf(cause)}`, {
      hint: 'Write JSON such as { "falseAlarmDays": 30, "settle": "8h" }.',
      cause,
    })
  }
}

function rulesJson(replayed: readonly Replayed[]): object {
  const iso = (at: number) => new Date(at).toISOString()
  return Object.fromEntries(
    replayed.map(({ rule, incidents, alerts }) => [
      rule,
      {
        incidents: incidents.map(({ openedAt, resolvedAt, surfaces }) => ({
          openedAt: iso(openedAt),
          resolvedAt: resolvedAt === undefined ? null : iso(resolvedAt),
          surfaces,
        })),
        alerts: alerts.length,
      },
    ]),
  )
}

function text(of: {
  readonly replayed: readonly Replayed[]
  readonly scores: readonly Score[]
  readonly spanMs: number
  readonly count: number
  readonly changed: boolean
}): string {
  const rows = of.scores.map((score) => [
    score.rule,
    String(score.alerts),
    String(score.falseAlerts),
    String(score.missed),
    score.medianMs === undefined ? '-' : formatDuration(score.medianMs),
    score.p95Ms === undefined ? '-' : formatDuration(score.p95Ms),
  ])
  const lines = [
    `${of.count} runs over ${formatDuration(of.spanMs)}. Outages are found in hindsight from the runs themselves.`,
    '',
    table([['rule', 'alerts', 'false', 'missed', 'median to detect', 'p95'], ...rows]),
  ]
  if (of.changed) lines.push('', ...differenceLines(of.replayed))
  return `${lines.join('\n')}\n`
}

function differenceLines(replayed: readonly Replayed[]): readonly string[] {
  const [ours, changed] = [OURS, CHANGED].map((name) => replayed.find(({ rule }) => rule === name))
  if (!ours || !changed) return []
  const { gone, added, moved } = differenceOf(ours, changed)
  const when = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    ...gone.map((one) => `  gone   ${when(one.openedAt)}  ${one.surfaces.join(', ')}`),
    ...added.map((one) => `  new    ${when(one.openedAt)}  ${one.surfaces.join(', ')}`),
    ...moved.map(({ before, after, surfaces }) => {
      const by = formatDuration(Math.abs(after - before))
      return `  moved  ${when(before)}  ${surfaces.join(', ')}: ${by} ${after < before ? 'sooner' : 'later'}`
    }),
  ]
  return ['What the changed policy would change:', ...(lines.length > 0 ? lines : ['  nothing'])]
}
