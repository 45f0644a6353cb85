import { randomBytes } from 'node:crypto'
import { defined, joinSignals, MonitorError, probeId, type RunRequest, type RunResult } from '../../core/index.ts'
import type { Timing } from '../async/timing.ts'
import { slowerBy } from '../browser/browser-options.ts'
import { failureOf } from '../classify/diagnosis.ts'
import type { RunOrder, RunReport } from '../protocol/protocol.ts'
import { diagnoseLoss, INTERRUPTED, isCausedByProbe } from './diagnose-loss.ts'
import type { EngineOptions } from './engine-types.ts'
import type { Fleet } from './fleet.ts'
import type { EnginePlan } from './plan.ts'
import { recoverArtifacts } from './recover-artifacts.ts'
import { RunnerLost } from './runner-lost.ts'
import type { RunnerProcess } from './runner-process.ts'

/** Sends runs to runners and turns reports and losses into results. */
interface Dispatcher {
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

/** What the caller of a run listens with and stops it by. */
interface Watch {
  readonly signal?: AbortSignal | undefined
  readonly onStep?: ((name: string) => void) | undefined
}

/** Time (ms) after its deadline in which a runner must report; then it is killed. */
const GRACE_MS = 5_000
/** Time (ms) a run may take to get ready: start the browser, sign in. */
const PREPARATION_MS = 40_000
const EVIDENCE_EXTRA_MS = 5_000
const PATH_SECRET_BYTES = 12

/** One run to do, whichever runner does it. */
interface Job {
  readonly request: RunRequest
  readonly plan: EnginePlan
  readonly signal: AbortSignal
  readonly onStep: ((name: string) => void) | undefined
  /** Folder for its evidence, below the artifact folder. */
  readonly evidence: string | undefined
  /** When it was dispatched: epoch ms, and by the monotonic clock. */
  readonly startedAt: number
  readonly startedAtMonotonic: number
}

/** A dispatcher over the runners of `fleet`. */
export function createDispatcher(options: EngineOptions, fleet: Fleet, timing: Timing): Dispatcher {
  return new RunDispatcher(options, fleet, timing)
}

class RunDispatcher implements Dispatcher {
  readonly #options: EngineOptions
  readonly #fleet: Fleet
  readonly #timing: Timing
  /** Probes that took a runner down. Each runs in a process of its own until one of its runs ends without a loss. */
  readonly #quarantined = new Set<string>()
  readonly #stopping = new AbortController()
  #lastId = 0
  #inFlight = 0
  #lost = 0

  constructor(options: EngineOptions, fleet: Fleet, timing: Timing) {
    this.#options = options
    this.#fleet = fleet
    this.#timing = timing
  }

  async run(request: RunRequest, plan: EnginePlan, { signal, onStep }: Watch): Promise<RunResult> {
    if (this.#stopping.signal.aborted) throw new MonitorError('stopped', 'the engine was stopped')
    const joined = joinSignals(this.#stopping.signal, signal)
    const startedAt = this.#options.clock.now()
    const job: Job = {
      request,
      plan,
      signal: joined.signal,
      onStep,
      evidence: request.evidence ? folderOf(request, startedAt) : undefined,
      startedAt,
      startedAtMonotonic: this.#timing.now(),
    }
    this.#inFlight += 1
    try {
      return await (this.#quarantined.has(probeId(plan)) ? this.#runAlone(job) : this.#runShared(job))
    } finally {
      this.#inFlight -= 1
      joined.release()
    }
  }

  interrupt(): void {
    this.#stopping.abort()
  }

  health(): ReturnType<Dispatcher['health']> {
    return { runs: this.#lastId, inFlight: this.#inFlight, lost: this.#lost, quarantined: [...this.#quarantined] }
  }

  /**
   * Runs in the shared runner. Where that is lost with this run alone in it, the loss is the result. If other runs were
   * under way too, each of them is repeated at once in a process of its own, to find the probe that ends its runner.
   */
  async #runShared(job: Job): Promise<RunResult> {
    try {
      return await this.#attempt(this.#fleet.shared(), job)
    } catch (error) {
      this.#lost += 1
      const suspects = error instanceof RunnerLost ? error.inFlight : 0
      return suspects > 1 && !job.signal.aborted ? this.#runAlone(job) : this.#lostResult(job, error)
    } finally {
      this.#fleet.refresh()
    }
  }

  /** Runs alone in a process: if the process ends early, this probe caused it. */
  async #runAlone(job: Job): Promise<RunResult> {
    // The repetition of a run in a lost runner starts now.
    const restarted = { ...job, startedAt: this.#options.clock.now(), startedAtMonotonic: this.#timing.now() }
    const runner = this.#fleet.alone(job.plan.file)
    try {
      const result = await this.#attempt(runner, job)
      this.#quarantined.delete(probeId(job.plan))
      return result
    } catch (error) {
      return this.#lostResult(restarted, error)
    } finally {
      void runner.stop()
    }
  }

  /** One try in one runner. @throws RunnerLost */
  async #attempt(runner: RunnerProcess, job: Job): Promise<RunResult> {
    this.#lastId += 1
    const order = orderOf(this.#lastId, job, this.#options)
    const deadline = watchDeadline(this.#timing, runner, order.timeoutMs + GRACE_MS)
    const abort = () => runner.abort(order.id)
    job.signal.addEventListener('abort', abort, { once: true })
    const orderedAt = this.#options.clock.now()
    try {
      await runner.loaded
      if (!isPrepared(job.plan)) deadline.restart()
      const reported = runner.run(order, { begun: deadline.restart, step: job.onStep ?? (() => {}) })
      if (job.signal.aborted) abort()
      return resultOf(job.request, orderedAt, await reported)
    } finally {
      deadline.end()
      job.signal.removeEventListener('abort', abort)
    }
  }

  /** The result of a run whose runner was lost. @throws any other error */
  #lostResult(job: Job, error: unknown): RunResult {
    if (!(error instanceof RunnerLost)) throw error
    if (isCausedByProbe(error)) this.#quarantined.add(probeId(job.plan))
    const artifacts = job.evidence === undefined ? [] : recoverArtifacts(this.#fleet.artifactDir, job.evidence)
    return {
      ...identityOf(job.request),
      startedAt: job.startedAt,
      durationMs: Math.round(this.#timing.now() - job.startedAtMonotonic),
      outcome: 'error',
      steps: [],
      failure: failureOf(job.signal.aborted ? INTERRUPTED : diagnoseLoss(error)),
      ...(artifacts.length > 0 ? { artifacts } : {}),
    }
  }
}

/** The order of a run, with more time for what slows it down: evidence, and a person who watches. */
function orderOf(
  id: number,
  { plan, evidence, request, onStep }: Job,
  { evidenceExtraMs, look }: EngineOptions,
): RunOrder {
  const slower = slowerBy(look)
  const extraMs = (evidence === undefined ? 0 : (evidenceExtraMs ?? EVIDENCE_EXTRA_MS)) + slower.runMs
  return {
    id,
    file: plan.file,
    probe: plan.definition,
    target: plan.target,
    timeoutMs: plan.timeoutMs + extraMs,
    stepTimeoutMs: plan.stepTimeoutMs + slower.stepMs,
    ...defined({ model: plan.model, evidence, question: request.question, followed: onStep && (true as const) }),
  }
}

/** Whether a run has a preparation, whose end its runner reports. */
function isPrepared({ kind }: EnginePlan): boolean {
  return kind === 'browser'
}

/**
 * Kills a runner that has not reported in time.
 * @param limitMs time for the run proper, which begins with `restart`; before that it has the preparation's time as well
 */
function watchDeadline(timing: Timing, runner: RunnerProcess, limitMs: number) {
  const overdue = () => runner.kill('overdue', 'it did not report a run by its deadline')
  let cancel = timing.after(PREPARATION_MS + limitMs, overdue)
  return {
    restart: () => {
      cancel()
      cancel = timing.after(limitMs, overdue)
    },
    end: () => cancel(),
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
    ...defined({ failure: report.failure, browser: report.browser }),
    ...(report.artifacts.length > 0 ? { artifacts: report.artifacts } : {}),
  }
}

function identityOf({ target, surface, probe, location, trigger, scheduledAt }: RunRequest) {
  return { target, surface, probe, location, trigger, scheduledAt }
}

/** The folder of a run's evidence. Nobody can guess it from the time of the run: the dashboard serves it by this path. */
function folderOf(request: RunRequest, startedAt: number): string {
  const stamp = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '')
  const secret = randomBytes(PATH_SECRET_BYTES).toString('hex')
  return `${request.target}/${request.probe}/${stamp}-${startedAt % 1_000}-${request.trigger}-${secret}`
}
