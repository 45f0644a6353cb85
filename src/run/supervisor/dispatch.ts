import { defined, joinSignals, MonitorError, probeId, type RunRequest, type RunResult } from '../../core/index.ts'
import { slowerBy } from '../browser/browser-options.ts'
import { failureOf } from '../classify/diagnosis.ts'
import type { RunReport } from '../protocol/protocol.ts'
import { diagnoseLoss, INTERRUPTED, isCausedByProbe } from './diagnose-loss.ts'
import type { EngineOptions } from './engine-types.ts'
import type { Fleet } from './fleet.ts'
import type { EnginePlan } from './plan.ts'
import { recoverArtifacts } from './recover-artifacts.ts'
import { RunnerLost } from './runner-lost.ts'
import type { RunnerProcess } from './runner-process.ts'

/** Sends runs to runners and makes a result of whatever comes of it. */
export interface Dispatcher {
  run(request: RunRequest, plan: EnginePlan, watch: Watch): Promise<RunResult>
  /** Ends every run under way as interrupted. */
  interrupt(): void
  health(): {
    readonly runs: number
    readonly inFlight: number
    readonly lost: number
    readonly quarantined: readonly string[]
  }
}

/** Who waits for a run. */
interface Watch {
  readonly signal?: AbortSignal | undefined
  readonly onStep?: ((name: string) => void) | undefined
}

/** Time (ms) after its deadline in which a runner must have reported; then it is killed. */
const GRACE_MS = 5_000
/** Time (ms) a run may take to get ready: start the browser, sign in. */
const PREPARATION_MS = 40_000
const EVIDENCE_EXTRA_MS = 5_000

/** One run to do, whatever runner does it. */
interface Job {
  readonly request: RunRequest
  readonly plan: EnginePlan
  readonly signal: AbortSignal
  readonly onStep: (name: string) => void
  /** Folder for its evidence, below the artifact folder. */
  readonly evidence: string | undefined
}

/** When a run began: epoch ms, and by the monotonic clock. */
interface Beginning {
  readonly at: number
  readonly elapsed: number
}

/** A dispatcher over the runners of `fleet`. */
export function createDispatcher(options: EngineOptions, fleet: Fleet): Dispatcher {
  /** Probes that took a runner down; each runs in a process of its own until it has done so without harm. */
  const quarantined = new Set<string>()
  const stopping = new AbortController()
  const slower = slowerBy(options.look)
  let lastId = 0
  let inFlight = 0
  let lost = 0

  /** One try in one runner. @throws RunnerLost */
  async function attempt(runner: RunnerProcess, { request, plan, signal, onStep, evidence }: Job): Promise<RunResult> {
    lastId += 1
    const id = lastId
    const extraMs = (evidence === undefined ? 0 : (options.evidenceExtraMs ?? EVIDENCE_EXTRA_MS)) + slower.runMs
    const watch = watchDeadline(runner, plan.timeoutMs + extraMs + GRACE_MS)
    const abort = () => runner.abort(id)
    signal.addEventListener('abort', abort, { once: true })
    const startedAt = options.clock.now()
    try {
      await runner.loaded
      const { file, target, definition: probe, model } = plan
      const which = { id, file, probe, target, ...defined({ model }) }
      const limits = { stepTimeoutMs: plan.stepTimeoutMs + slower.stepMs, timeoutMs: plan.timeoutMs + extraMs }
      const order = { ...which, ...limits, ...defined({ evidence }) }
      const reported = runner.run(order, { begun: watch.begun, step: onStep })
      if (signal.aborted) abort()
      return resultOf(request, startedAt, await reported)
    } finally {
      watch.end()
      signal.removeEventListener('abort', abort)
    }
  }

  /** A run alone in a process: whatever takes that process down is this probe's doing. */
  async function alone(job: Job): Promise<RunResult> {
    const begun = beginningNow()
    const runner = fleet.alone(job.plan.file)
    try {
      const result = await attempt(runner, job)
      quarantined.delete(probeId(job.plan))
      return result
    } catch (error) {
      return lostResult(job, begun, error)
    } finally {
      void runner.stop()
    }
  }

  /**
   * A run in the shared runner. If that is lost with this run alone in it, this run is to blame (or whoever killed it)
   * and the loss is the result. If others were under way too, each is run again at once, alone, and so tells for itself.
   */
  async function together(job: Job): Promise<RunResult> {
    const begun = beginningNow()
    try {
      return await attempt(fleet.shared(), job)
    } catch (error) {
      lost += 1
      const suspects = error instanceof RunnerLost ? error.inFlight : 0
      return suspects > 1 && !job.signal.aborted ? alone(job) : lostResult(job, begun, error)
    } finally {
      fleet.refresh()
    }
  }

  function beginningNow(): Beginning {
    return { at: options.clock.now(), elapsed: performance.now() }
  }

  /** What to say of a run whose runner was lost. @throws what is no loss of a runner */
  function lostResult({ request, plan, signal, evidence }: Job, begun: Beginning, error: unknown): RunResult {
    if (!(error instanceof RunnerLost)) throw error
    if (isCausedByProbe(error)) quarantined.add(probeId(plan))
    const artifacts = evidence === undefined ? [] : recoverArtifacts(fleet.artifactDir, evidence)
    return {
      ...identityOf(request),
      startedAt: begun.at,
      durationMs: Math.round(performance.now() - begun.elapsed),
      outcome: 'error',
      steps: [],
      failure: signal.aborted ? failureOf(INTERRUPTED) : failureOf(diagnoseLoss(error)),
      ...(artifacts.length > 0 ? { artifacts } : {}),
    }
  }

  return {
    async run(request, plan, { signal, onStep = () => {} }) {
      if (stopping.signal.aborted) throw new MonitorError('stopped', 'the engine was stopped')
      const either = joinSignals(stopping.signal, signal)
      const job: Job = {
        request,
        plan,
        signal: either.signal,
        onStep,
        evidence: request.evidence ? folderOf(request, options.clock.now()) : undefined,
      }
      inFlight += 1
      try {
        return await (quarantined.has(probeId(plan)) ? alone(job) : together(job))
      } finally {
        inFlight -= 1
        either.release()
      }
    },
    interrupt: () => stopping.abort(),
    health: () => ({ runs: lastId, inFlight, lost, quarantined: [...quarantined] }),
  }
}

/** Kills a runner that has not reported in time. The clock starts anew when the run proper begins. */
function watchDeadline(runner: RunnerProcess, limitMs: number) {
  const overdue = () => runner.kill('overdue', 'it did not end a run that was over its time')
  let timer = setTimeout(overdue, PREPARATION_MS + limitMs)
  return {
    begun: () => {
      clearTimeout(timer)
      timer = setTimeout(overdue, limitMs)
    },
    end: () => clearTimeout(timer),
  }
}

function resultOf(request: RunRequest, orderedAt: number, report: RunReport): RunResult {
  const startedAt = Math.round(orderedAt + report.preparedMs)
  return {
    ...identityOf(request),
    startedAt,
    durationMs: report.durationMs,
    outcome: report.outcome,
    steps: report.steps.map(({ offsetMs, ...step }) => ({ ...step, startedAt: startedAt + offsetMs })),
    ...(report.failure ? { failure: report.failure } : {}),
    ...(report.browser ? { browser: report.browser } : {}),
    ...(report.artifacts.length > 0 ? { artifacts: report.artifacts } : {}),
  }
}

function identityOf({ target, surface, probe, location, trigger, scheduledAt }: RunRequest) {
  return { target, surface, probe, location, trigger, scheduledAt }
}

function folderOf(request: RunRequest, startedAt: number): string {
  const stamp = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${request.target}/${request.probe}/${stamp}-${startedAt % 1_000}-${request.trigger}`
}
