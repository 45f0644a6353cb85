import { type Failure, MonitorError, probeId, type RunRequest, type RunResult } from '../../core/index.ts'
import { failureOf } from '../classify/diagnosis.ts'
import type { EngineOptions } from '../engine-types.ts'
import type { RunReport } from '../protocol.ts'
import type { Fleet } from './fleet.ts'
import type { EnginePlan } from './plan.ts'
import { RunnerLost } from './runner-lost.ts'
import type { RunnerProcess } from './runner-process.ts'

/** Sends runs to runners and makes a result of whatever comes of it. */
export interface Dispatcher {
  run(request: RunRequest, plan: EnginePlan, signal: AbortSignal | undefined): Promise<RunResult>
  /** Ends every run under way as interrupted. */
  interrupt(): void
  health(): {
    readonly runs: number
    readonly inFlight: number
    readonly lost: number
    readonly quarantined: readonly string[]
  }
}

/** Time (ms) after its deadline in which a runner must have reported; then it is killed. */
const GRACE_MS = 5_000
/** Time (ms) a run may take to get ready: start the browser, sign in. */
const PREPARATION_MS = 40_000
const EVIDENCE_EXTRA_MS = 5_000

/** A dispatcher over the runners of `fleet`. */
export function createDispatcher(options: EngineOptions, fleet: Fleet): Dispatcher {
  /** Probes that took a runner down; each runs in a process of its own until it has done so without harm. */
  const quarantined = new Set<string>()
  const stopping = new AbortController()
  let lastId = 0
  let inFlight = 0
  let lost = 0

  /** One try in one runner. @throws RunnerLost */
  async function attempt(runner: RunnerProcess, request: RunRequest, plan: EnginePlan, signal: AbortSignal) {
    lastId += 1
    const id = lastId
    const extraMs = request.evidence ? (options.evidenceExtraMs ?? EVIDENCE_EXTRA_MS) : 0
    const watch = watchDeadline(runner, plan.timeoutMs + extraMs + GRACE_MS)
    const abort = () => runner.abort(id)
    signal.addEventListener('abort', abort, { once: true })
    const startedAt = options.clock.now()
    try {
      await runner.loaded
      const { file, target, definition: probe, model, stepTimeoutMs } = plan
      const evidence = request.evidence ? { evidence: folderOf(request, startedAt) } : {}
      const which = { id, file, probe, target, ...(model === undefined ? {} : { model }) }
      const order = { ...which, stepTimeoutMs, timeoutMs: plan.timeoutMs + extraMs, ...evidence }
      const reported = runner.run(order, watch.begun)
      if (signal.aborted) abort()
      return resultOf(request, startedAt, await reported)
    } finally {
      watch.end()
      signal.removeEventListener('abort', abort)
    }
  }

  /** A run alone in a process: whatever takes that process down is this probe's doing. */
  async function alone(request: RunRequest, plan: EnginePlan, signal: AbortSignal): Promise<RunResult> {
    const startedAt = options.clock.now()
    const runner = fleet.alone(plan.file)
    try {
      const result = await attempt(runner, request, plan, signal)
      quarantined.delete(probeId(plan))
      return result
    } catch (error) {
      if (!(error instanceof RunnerLost)) throw error
      if (error.how === 'blocked' || error.how === 'overdue' || error.how === 'grown') quarantined.add(probeId(plan))
      return lostResult(request, startedAt, options.clock.now(), error)
    } finally {
      void runner.stop()
    }
  }

  /**
   * A run in the shared runner. If that is lost with this run alone in it, this run is to blame (or whoever killed it)
   * and the loss is the result. If others were under way too, each is run again at once, alone, and so tells for itself.
   */
  async function together(request: RunRequest, plan: EnginePlan, signal: AbortSignal): Promise<RunResult> {
    const startedAt = options.clock.now()
    const runner = fleet.shared()
    try {
      return await attempt(runner, request, plan, signal)
    } catch (error) {
      if (!(error instanceof RunnerLost)) throw error
      lost += 1
      if (error.inFlight > 1 && !signal.aborted) return alone(request, plan, signal)
      if (error.how !== 'died' && error.how !== 'stopped') quarantined.add(probeId(plan))
      return lostResult(request, startedAt, options.clock.now(), error)
    } finally {
      fleet.refresh()
    }
  }

  return {
    async run(request, plan, signal) {
      if (stopping.signal.aborted) throw new MonitorError('stopped', 'the engine was stopped')
      const either = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal
      inFlight += 1
      try {
        return await (quarantined.has(probeId(plan)) ? alone : together)(request, plan, either)
      } finally {
        inFlight -= 1
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

function lostResult(request: RunRequest, startedAt: number, now: number, lost: RunnerLost): RunResult {
  return {
    ...identityOf(request),
    startedAt,
    durationMs: now - startedAt,
    outcome: 'error',
    steps: [],
    failure: failureOfLoss(lost),
  }
}

function failureOfLoss(lost: RunnerLost): Failure {
  if (lost.how === 'stopped') return failureOf({ class: 'interrupted', message: 'the run was interrupted' })
  const words = {
    blocked: 'the probe blocked its process',
    overdue: 'the probe did not end',
    grown: 'the probe used too much memory',
    died: 'the runner process died',
  }
  return failureOf({ class: 'probe_error', message: `${words[lost.how]}: ${lost.message}` })
}

function identityOf({ target, surface, probe, location, trigger, scheduledAt }: RunRequest) {
  return { target, surface, probe, location, trigger, scheduledAt }
}

function folderOf(request: RunRequest, startedAt: number): string {
  const stamp = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${request.target}/${request.probe}/${stamp}-${startedAt % 1_000}-${request.trigger}`
}
