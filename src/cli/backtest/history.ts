import { basename, resolve } from 'node:path'
import { type PolicyFor, policiesUnder } from '../../app/policies.ts'
import { DAY, type QuietWindow } from '../../core/index.ts'
import { createPolicy, type JudgedRun, linesOf, readCsv } from '../../judge/index.ts'
import { openStore } from '../../store/index.ts'
import { type Context, configFor, stderrLog } from '../context.ts'
import { piecesOf } from '../pieces.ts'

/** Runs to replay, which can be gone through more than once, and what they are judged under. */
export interface History {
  read(): Iterable<JudgedRun>
  readonly policyFor: PolicyFor
  readonly quiet: readonly QuietWindow[]
  /** Tells what is to be said of the runs when they were played; `repeats` were left out. */
  done(repeats: number): void
}

/** Bad lines of a file that are told one by one; the rest is counted. */
const PROBLEMS_SHOWN = 10

/** The runs of a CSV file. */
export async function historyOfFile(context: Context, name: string, options: { config?: string }): Promise<History> {
  const { falseAlarmDays } = await configFor(context, options)
  const policy = createPolicy({ falseAlarmDays })
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
    policyFor: () => policy,
    quiet: [],
    done(repeats) {
      if (problems > PROBLEMS_SHOWN) context.stderr.write(`${name}: ${problems} lines left out in all\n`)
      if (repeats > 0) context.stderr.write(`${name}: ${repeats} repeated ${repeats === 1 ? 'row' : 'rows'} left out\n`)
    },
  }
}

/**
 * The stored runs, a day at a time, so that only what the judge needs of them is held; with the policies and the quiet
 * windows that the worker had.
 */
export async function historyOfStore(
  context: Context,
  options: { readonly config?: string; readonly since?: number },
): Promise<History> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStore({ path: config.database, log: stderrLog(context), clock, mustExist: true })
  try {
    const to = clock.now()
    const begin = to - (options.since ?? 90 * DAY)
    const runs: JudgedRun[] = []
    for (let from = begin; from < to; from += DAY) {
      const day = await store.runs({ from, to: Math.min(to, from + DAY), limit: Number.MAX_SAFE_INTEGER })
      for (const run of day.toReversed()) if (run.outcome !== 'skipped') runs.push(run)
    }
    const windows = [...config.maintenance, ...(await store.quietWindows(begin))]
    const quiet = windows.filter((window) => window.from < to && window.to > begin)
    return { read: () => runs, policyFor: policiesUnder(config, quiet), quiet, done: () => undefined }
  } finally {
    await store.close()
  }
}
