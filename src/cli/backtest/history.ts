import { resolve } from 'node:path'
import { type PolicyFor, policiesUnder } from '../../app/worker/policies.ts'
import { createLineNotes, type FileOfRuns, runsIn } from '../../backtest/index.ts'
import { DAY, MonitorError, messageOf, type QuietWindow } from '../../core/index.ts'
import { createPolicy, type JudgedRun, type Policy } from '../../judge/index.ts'
import { openStoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'

/** Runs to replay, which can be gone through more than once, and what they are judged under. */
export interface History {
  /** Where they lie, if that is a file. */
  readonly file?: FileOfRuns
  read(): Iterable<JudgedRun>
  readonly policyFor: PolicyFor
  readonly quiet: readonly QuietWindow[]
  /** Reports what was wrong in the file, after the replay; `repeats` is the number of repeated rows left out. */
  done(repeats: number): void
  /** Why there was no run to play. */
  nothing(): MonitorError
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
    nothing() {
      const what = notes.problems() > 0 ? 'no row that can be used' : 'a header and no runs'
      return new MonitorError('history', `${name} has ${what}`, {
        hint: 'After the header comes a row for each run: 2026-03-02T11:30:00Z,login,passed,200,812,',
      })
    },
  }
}

/** A file can be replayed wherever it is: all that is asked of the folder's configuration is how rare false alarms are. */
async function policyForFile(context: Context, options: HistoryOptions): Promise<Policy> {
  try {
    const { falseAlarmDays } = await configFor(context, options)
    return createPolicy({ falseAlarmDays })
  } catch (error) {
    // One that was named is meant.
    if (options.config !== undefined) throw error
    const policy = createPolicy()
    context.stderr.write(
      `The configuration here cannot be used (${messageOf(error)}); falseAlarmDays is taken to be ${policy.falseAlarmDays}.\n`,
    )
    return policy
  }
}

/**
 * The stored runs, a day at a time, so that only what the judge needs of them is held; with the policies and the quiet
 * windows that the worker had.
 */
export async function historyOfStore(context: Context, options: HistoryOptions): Promise<History> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStoreReader({ path: config.database })
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
    const nothing = () =>
      new MonitorError('history', 'there is no run in this history', {
        hint: 'Let the worker measure for a while, or name a file with --runs.',
      })
    return { read: () => runs, policyFor: policiesUnder(config, quiet), quiet, done: () => undefined, nothing }
  } finally {
    await store.close()
  }
}
