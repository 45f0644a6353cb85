import { join } from 'node:path'
import { displayIn, type Prepared, type Watching } from '../../app/index.ts'
import { MonitorError, type ProbePlan, probeId, type RunResult, shellWord } from '../../core/index.ts'
import type { Context } from '../process/context.ts'

export interface WatchingOptions {
  readonly headed?: boolean
  /** Milliseconds; true where no number was given. */
  readonly slowMo?: number | true
  readonly trace?: boolean
}

/** Default wait after each action, ms: slow enough to follow by eye. */
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
 * Names the probes that open no window, because they are not browser probes.
 * @throws MonitorError code `usage` where no named probe opens one
 */
export function reportUnwatched(context: Context, plans: readonly ProbePlan[], named: boolean): void {
  const others = plans.filter(({ kind }) => kind !== 'browser').map(probeId)
  if (others.length === 0) return
  if (named && others.length === plans.length) {
    throw new MonitorError('usage', `${others.join(', ')}: --headed, --slow-mo and --trace need a browser probe`, {
      hint: 'Name a browser probe, such as login or chat. For other probes, --evidence keeps the output of a failing command.',
    })
  }
  context.stderr.write(`${others.join(', ')} run without a window: they are not browser probes.\n`)
}

/** Where the trace of a run is, and how to open it; empty for a run that opens no page. */
export function traceText(run: RunResult, plan: ProbePlan, { engine }: Pick<Prepared, 'engine'>): string {
  if (plan.kind !== 'browser') return ''
  const trace = run.artifacts?.find(({ kind }) => kind === 'trace')
  if (!trace) return '  no trace: it was larger than 25 MB, or not finished in time\n'
  const path = join(engine.artifactsDir, trace.path)
  return `  trace: ${path}\n  open it: npx playwright show-trace --port 0 ${shellWord(path)}\n`
}
