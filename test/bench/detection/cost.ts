import { DAY, MINUTE } from '../../../src/core/index.ts'
import { createPolicy, emptyMemory, judge } from '../../../src/judge/index.ts'
import { backtest } from '../../../src/judge/replay/backtest.ts'
import { readCsv } from '../../../src/judge/replay/csv.ts'
import { doorwatchPlayer } from '../../../src/judge/replay/replay.ts'
import { randomFrom } from './random.ts'
import { BACKGROUNDS, createWorld } from './world.ts'

const SURFACES = ['login', 'chat', 'console', 'cli', 'api']
const FROM = Date.UTC(2026, 0, 1)
const YEAR_RUNS = (365 * DAY * SURFACES.length) / MINUTE

export interface Cost {
  readonly runs: number
  /** Processor time to judge one run, in microseconds. */
  readonly judgeMicros: number
  /** Size of the judge's memory as JSON after a tenth of the runs and after all of them. */
  readonly earlyBytes: number
  readonly lateBytes: number
  /** Processor time to read a year of one-minute runs over five surfaces from CSV and replay it, in seconds. */
  readonly yearSeconds: number
}

/** What judging costs: one run at a time, and a history from a file. */
export function costOf(runs: number): Cost {
  const lines = [...linesFor(runs)]
  const policy = createPolicy()
  const options = { target: 'bench', surface: 'site', onProblem: () => undefined }
  const read = () => readCsv(lines, options)
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
  const replayed = cpuMicros(() => {
    backtest(read, (survey) => [doorwatchPlayer(survey, policy)], policy)
  })
  return {
    runs,
    judgeMicros: judged / runs,
    earlyBytes,
    lateBytes: JSON.stringify(memory).length,
    yearSeconds: ((replayed / runs) * YEAR_RUNS) / 1e6,
  }
}

function* linesFor(runs: number): Generator<string> {
  const [, background] = BACKGROUNDS
  if (!background) return
  const world = createWorld(background, randomFrom(77))
  yield 'at,surface,outcome,http_status,duration_ms,failure_class'
  for (let index = 0; index < runs; index += 1) {
    const surface = SURFACES[index % SURFACES.length] ?? ''
    const at = FROM + Math.floor(index / SURFACES.length) * MINUTE + (index % SURFACES.length) * 12_000
    const { outcome, durationMs } = world.attempt(at, { surface, location: 'local' })
    const failed = outcome === 'failed'
    yield `${new Date(at).toISOString()},${surface},${outcome},${failed ? 500 : 200},${durationMs},${failed ? 'server_error' : ''}`
  }
}

/** Processor time of some work, microseconds: other load on the machine does not count. */
function cpuMicros(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
