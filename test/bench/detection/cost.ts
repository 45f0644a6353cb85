import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backtest } from '../../../src/backtest/backtest.ts'
import { readCsv } from '../../../src/backtest/files/csv.ts'
import { doorwatchPlayer } from '../../../src/backtest/replay.ts'
import { rulePlayer } from '../../../src/backtest/rule-player.ts'
import { PAGING_RULES } from '../../../src/backtest/rules/index.ts'
import type { Survey } from '../../../src/backtest/survey.ts'
import { DAY, MINUTE } from '../../../src/core/index.ts'
import { createPolicy, emptyMemory, judge } from '../../../src/judge/index.ts'
import { PRODUCT_FOLDER } from '../../../src/package/index.ts'
import { randomFrom } from './random.ts'
import { BACKGROUNDS, createWorld } from './world.ts'

const SURFACES = ['login', 'chat', 'console', 'cli', 'api']
const FROM = Date.UTC(2026, 0, 1)
/** Runs whose JSON is parsed to compare. */
const SAMPLE = 100_000
const LINES_A_PIECE = 20_000
export const YEAR_RUNS = (365 * DAY * SURFACES.length) / MINUTE

export interface Cost {
  readonly runs: number
  /** Processor time to judge one run, in microseconds. */
  readonly judgeMicros: number
  /** Size of the judge's memory as JSON after a tenth of the runs and after all of them. */
  readonly earlyBytes: number
  readonly lateBytes: number
  /** Processor time of JSON.parse of one run, in microseconds: what a run costs anyone who reads it. */
  readonly parseMicros: number
  /** Processor time to read a year of one-minute runs over five surfaces from CSV and replay it to every rule, and to ours alone, in seconds. */
  readonly yearSeconds: number
  readonly yearOwnSeconds: number
  /** How long the command takes for a year in a file, by the clock, in seconds. */
  readonly commandSeconds: number
}

/** What judging costs: one run at a time, and a history from a file. */
export function costOf(runs: number): Cost {
  const text = [...piecesFor(runs)]
  const policy = createPolicy()
  const options = { target: 'bench', surface: 'site', onProblem: () => undefined }
  const read = () => readCsv(text, options)
  let memory = emptyMemory({
    name: 'bench',
    probes: SURFACES.map((surface) => ({ surface, probe: surface, everyMs: MINUTE })),
  })
  const parsed = [...read()]
  let earlyBytes = 0
  const judged = cpuMicros(() => {
    for (const [index, run] of parsed.entries()) {
      memory = judge(memory, run, policy, run.startedAt + run.durationMs).memory
      if (index === Math.floor(runs / 10)) earlyBytes = JSON.stringify(memory).length
    }
  })
  const texts = parsed.slice(0, SAMPLE).map((run) => JSON.stringify(run))
  const parsing = cpuMicros(() => {
    for (const text of texts) JSON.parse(text)
  })
  const oursMicros = cpuMicros(() => {
    backtest(read, (survey) => [doorwatchPlayer(survey, () => policy)], policy)
  })
  const all = cpuMicros(() => {
    const rivals = (survey: Survey) => PAGING_RULES.map((rule) => rulePlayer(survey, rule))
    backtest(read, (survey) => [doorwatchPlayer(survey, () => policy), ...rivals(survey)], policy)
  })
  const year = (micros: number) => ((micros / runs) * YEAR_RUNS) / 1e6
  return {
    runs,
    judgeMicros: judged / runs,
    earlyBytes,
    lateBytes: JSON.stringify(memory).length,
    parseMicros: parsing / texts.length,
    yearSeconds: year(all),
    yearOwnSeconds: year(oursMicros),
    commandSeconds: commandSeconds(),
  }
}

/** `doorwatch backtest --runs FILE --json` on a whole year, as a user runs it. */
function commandSeconds(): number {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-bench-'))
  try {
    const path = join(folder, 'year.csv')
    for (const piece of piecesFor(YEAR_RUNS)) appendFileSync(path, piece)
    const begun = performance.now()
    const command = [join(PRODUCT_FOLDER, 'cli/main.js'), 'backtest', '--runs', path, '--json']
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: folder, maxBuffer: 1 << 30 })
    if (status !== 0) throw new Error(`the replay of a year ended with ${status}: ${stderr}`)
    return (performance.now() - begun) / 1_000
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The lines of a CSV file, a few thousand at a time: as it is read from a disk. */
function* piecesFor(runs: number): Generator<string> {
  const [, background] = BACKGROUNDS
  if (!background) return
  const world = createWorld(background, randomFrom(77))
  let lines = ['at,surface,outcome,http_status,duration_ms,failure_class']
  for (let index = 0; index < runs; index += 1) {
    const surface = SURFACES[index % SURFACES.length] ?? ''
    const at = FROM + Math.floor(index / SURFACES.length) * MINUTE + (index % SURFACES.length) * 12_000
    const { outcome, durationMs } = world.attempt(at, { surface, location: 'local' })
    const failed = outcome === 'failed'
    lines.push(
      `${new Date(at).toISOString()},${surface},${outcome},${failed ? 500 : 200},${durationMs},${failed ? 'server_error' : ''}`,
    )
    if (lines.length < LINES_A_PIECE) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  yield lines.join('\n')
}

/** Processor time of some work, microseconds: other load on the machine does not count. */
function cpuMicros(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
