import { createLifecycle, logProblems, type Prepared, prepare, selectPlans } from '../../app/index.ts'
import { pricedBy } from '../../budget/index.ts'
import { defined, type ProbePlan, probeId, type RunRequest, type RunResult, SECOND } from '../../core/index.ts'
import { openStore, type Store } from '../../store/index.ts'
import { type Context, configFor, stderrLog } from '../process/context.ts'
import { EXIT, type ExitCode } from '../process/exit-codes.ts'
import { runJson } from '../readings/run-json.ts'
import { runText } from '../readings/run-text.ts'
import { whileWorking } from '../terminal/while-working.ts'
import { reportUnwatched, traceText, type WatchingOptions, watchingOf } from './run-watching.ts'

interface RunOptions extends WatchingOptions {
  readonly config?: string
  readonly json?: boolean
  readonly evidence?: boolean
  readonly store: boolean
}

/** `doorwatch run`: runs each named probe once, now, and prints the result. Exit code 1 if one failed. */
export async function run(context: Context, names: readonly string[], options: RunOptions): Promise<void> {
  const config = await configFor(context, options)
  const log = stderrLog(context)
  const { clock } = context
  const life = createLifecycle(log, { hookMs: 2.5 * SECOND, totalMs: 4 * SECOND }, clock)
  const interrupted = new AbortController()
  const onSignal = () => interrupted.abort()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    const progress = (text: string) => void context.stderr.write(`${text}\n`)
    const watching = watchingOf(context, options)
    const prepared = await prepare({
      ...{ config, life, clock, log, progress, ask: context.ask, announce: false },
      ...defined({ watching }),
    })
    const plans = selectPlans(prepared, names)
    logProblems(prepared.problems, log)
    if (watching) reportUnwatched(context, plans, names.length > 0)
    const store = options.store
      ? await openStore({ path: config.database, log, clock, olderSchema: 'refuse' })
      : undefined
    if (store) life.onEnd('database', () => store.close())
    const results: RunResult[] = []
    for (const plan of plans) {
      if (interrupted.signal.aborted) break
      const request = requestFor(
        plan,
        config.location,
        clock.now(),
        options.evidence === true || options.trace === true,
      )
      const result = await runOnce(context, prepared, store, request, interrupted.signal)
      results.push(result)
      const trace = options.trace ? traceText(result, plan, prepared) : ''
      if (options.json) {
        context.stdout.write(`${JSON.stringify(runJson(result))}\n`)
        // The JSON names the trace for scripts; this line is for the person at the terminal.
        context.stderr.write(trace)
      } else context.stdout.write(`${runText(result, context.paint)}\n${trace}\n`)
    }
    process.exitCode = interrupted.signal.aborted ? EXIT.interrupted : exitCodeOf(results)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await life.end()
  }
}

function requestFor(plan: ProbePlan, location: string, now: number, evidence: boolean): RunRequest {
  const { target, surface, probe } = plan
  return { target, surface, probe, location, trigger: 'manual', scheduledAt: now, evidence }
}

/** Stores a manual run. The judge never sees it: a person is trying something out. */
async function runOnce(
  context: Context,
  prepared: Prepared,
  store: Store | undefined,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunResult> {
  const id = await store?.transaction((tx) => tx.claimRun(request, request.scheduledAt))
  const result = await runWithProgress(context, prepared, request, signal)
  if (store && id !== undefined) {
    const spend = pricedBy(prepared.targets, prepared.plans)(result)
    await store.transaction((tx) => tx.finishRun(id, result, spend))
  }
  return result
}

/** Shows on a terminal which step a longer run is in. */
function runWithProgress(
  context: Context,
  { engine }: Prepared,
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunResult> {
  let at = probeId(request)
  const onStep = (name: string) => {
    at = `${probeId(request)}: ${name}`
  }
  return whileWorking(
    context.stderr,
    () => at,
    () => engine.run(request, signal, onStep),
  )
}

function exitCodeOf(results: readonly RunResult[]): ExitCode {
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.failing
  return results.some(({ outcome }) => outcome === 'error') ? EXIT.broken : EXIT.good
}
