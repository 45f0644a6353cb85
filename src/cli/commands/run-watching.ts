import { join } from 'node:path'
import { displayIn, type Prepared, type Watching } from '../../app/index.ts'
import { MonitorError, type ProbePlan, probeId, type RunResult } from '../../core/index.ts'
import type { Context } from '../process/context.ts'

export interface WatchingOptions {
  readonly headed?: boolean
  /** Milliseconds; true where no number was given. */
  readonly slowMo?: number | true
  readonly trace?: boolean
}

/** Slow enough for an eye to follow. */
const SLOW_MO_MS = 500

/** How the person at the terminal watches the runs; undefined without such an option. */
export function watchingOf(context: Context, options: WatchingOptions): Watching | undefined {
  const { headed = false, slowMo, trace = false } = options
  if (!headed && slowMo === undefined && !trace) return undefined
  return {
    look: { headed, slowMoMs: slowMo === true ? SLOW_MO_MS : (slowMo ?? 0), keepEvidence: trace },
    display: displayIn(context.environment),
  }
}

/**
 * Says which of the probes have nothing to watch.
 * @throws MonitorError code `usage` where none of those that were named has
 */
export function reportUnwatched(context: Context, plans: readonly ProbePlan[], named: boolean): void {
  const others = plans.filter(({ kind }) => kind !== 'browser').map(probeId)
  if (others.length === 0) return
  if (named && others.length === plans.length) {
    throw new MonitorError('usage', `${others.join(', ')}: no page is opened there, so there is nothing to watch`, {
      hint: '--headed, --slow-mo and --trace are for browser probes. --evidence keeps what a failing command printed.',
    })
  }
  context.stderr.write(`Not in a browser, and so run as ever: ${others.join(', ')}.\n`)
}

/** Where the trace of a run is, and how to open it; empty for a run that opens no page. */
export function traceText(run: RunResult, plan: ProbePlan, { engine }: Pick<Prepared, 'engine'>): string {
  if (plan.kind !== 'browser') return ''
  const trace = run.artifacts?.find(({ kind }) => kind === 'trace')
  if (!trace) return '  No trace could be kept: it was not done in time, or over 25 MB.\n'
  const path = join(engine.artifactsDir, trace.path)
  return `  trace: ${path}\n  open it: npx playwright show-trace --port 0 ${quoted(path)}\n`
}

/** For a shell, where the path has more in it than a shell takes as it is. */
function quoted(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
