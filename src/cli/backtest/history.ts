import { resolve } from 'node:path'
import { type PolicyFor, policiesUnder } from '../../app/worker/policies.ts'
import { createLineNotes, type FileOfRuns, runsIn } from '../../backtest/index.ts'
import { DAY, MonitorError, messageOf, type QuietWindow } from '../../core/index.ts'
import { createPolicy, type JudgedRun, type Policy } from '../../judge/index.ts'
import { openStoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'

/** Runs to replay, readable more than once, with the policies and windows they are judged by. */
export interface History {
  /** The file of the runs, if they come from one. */
  readonly file?: FileOfRuns
  read(): Iterable<JudgedRun>
  readonly policyFor: PolicyFor
  readonly quiet: readonly QuietWindow[]
  /** Writes the problems of the file after the replay; `repeats`: number of repeated rows that were left out. */
  done(repeats: number): void
  /** The error for a history without a run. */
  emptyError(): MonitorError
}

export interface HistoryOptions {
  readonly config?: string
  /** How far back, ms: from now in the database, from the newest run in a file. */
  readonly since?: number
}

/** The runs of a file: CSV, or an export of another monitor. */
export async function historyOfFile(context: Context, name: string, options: HistoryOptions): Promise<History> {
  const policy = await policyForFile(context, options)
  const file = { path: resolve(context.folder, name), since: options.since }
  const notes = createLineNotes(name, (text) => void context.stderr.write(text))
  return {
    file,
    read: runsIn(file, notes),
    policyFor: () => policy,
    quiet: [],
    done: notes.summarise,
    emptyError() {
      const what = notes.problems() > 0 ? 'has no valid row' : 'has a header and no rows'
      return new MonitorError('history', `${name} ${what}`, {
        hint: 'Write one row per run after the header, such as 2026-03-02T11:30:00Z,login,passed,200,812,',
      })
    },
  }
}

/** A file needs no configuration: only `falseAlarmDays` is taken from the folder's, with a default where it has none. */
async function policyForFile(context: Context, options: HistoryOptions): Promise<Policy> {
  try {
    const { falseAlarmDays } = await configFor(context, options)
    return createPolicy({ falseAlarmDays })
  } catch (error) {
    // A configuration named on the command line must be usable.
    if (options.config !== undefined) throw error
    const policy = createPolicy()
    context.stderr.write(
      `The configuration of this folder is not usable (${messageOf(error)}). Replaying with the default falseAlarmDays: ${policy.falseAlarmDays}.\n`,
    )
    return policy
  }
}

/**
 * The stored runs, read day by day to bound memory, with the policies and quiet windows of the worker.
 */
export async function historyOfStore(context: Context, options: HistoryOptions): Promise<History> {
  const config = await configFor(context, options)
  const store = await openStoreReader({ path: config.database })
  try {
    const to = context.clock.now()
    const begin = to - (options.since ?? 90 * DAY)
    // Runs by hand and golden prompts are never judged.
    const { triggers } = createPolicy()
    const runs: JudgedRun[] = []
    for (let from = begin; from < to; from += DAY) {
      const day = await store.runs({ from, to: Math.min(to, from + DAY), triggers, limit: Number.MAX_SAFE_INTEGER })
      for (const run of day.toReversed()) if (run.outcome !== 'skipped') runs.push(run)
    }
    const windows = [...config.maintenance, ...(await store.quietWindows(begin))]
    const quiet = windows.filter((window) => window.from < to && window.to > begin)
    const emptyError = () =>
      new MonitorError('history', `${config.database} has no run since ${new Date(begin).toISOString()}`, {
        hint: 'Start the worker (doorwatch start) and try again later, or name a file with --runs.',
      })
    return { read: () => runs, policyFor: policiesUnder(config, quiet), quiet, done: () => undefined, emptyError }
  } finally {
    await store.close()
  }
}
