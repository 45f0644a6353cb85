import { defined, type Failure, withDeadline } from '../../core/index.ts'
import { expectationWatch, type Probe } from '../../probe/index.ts'
import { failureOf } from '../classify/diagnosis.ts'
import { ObservedFailure, Overdue, readThrown } from '../classify/thrown.ts'
import type { Driver } from '../drivers/driver.ts'
import type { RunOrder, RunReport } from '../protocol/protocol.ts'
import { outcomeOf, type Recorder } from '../record/recorder.ts'
import { requestFields, takeRequests } from '../record/requests.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { createStep, failStep } from './steps.ts'
import { notAwaited, unawaitedAction } from './unawaited.ts'

interface Execution {
  readonly probe: Probe
  readonly order: RunOrder
  readonly recorder: Recorder
  readonly driver: Driver
  readonly target: unknown
  readonly preparedMs: number
  /** Aborted when the supervisor interrupts the run. */
  readonly interrupt: AbortSignal
  readonly blame: (failure: Failure) => Promise<Failure>
  readonly scrubber: Scrubber
}

/** Time (ms) kept at the end of a run for the diagnosis of a step that takes too long. */
function reserveOf(timeoutMs: number): number {
  return Math.min(3_000, timeoutMs * 0.3, Math.max(1_500, timeoutMs * 0.1))
}

/** Runs a probe's body to its end, its deadline or its interruption. Never throws: the report says which it was. */
export async function execute(execution: Execution): Promise<RunReport> {
  const { order, recorder, driver } = execution
  const endAt = recorder.begunAt + order.timeoutMs
  const done = new AbortController()
  const body = runBody(execution, endAt - reserveOf(order.timeoutMs), done.signal)
  const ended = await untilEnd(body, execution, endAt)
  const endedAt = performance.now()
  const failure = await failureOfRun(execution, ended)
  done.abort()
  // Otherwise the page stays open: the screenshot needs it.
  if (ended.kind === 'interrupted') driver.abort()
  // Before `driver.end`, which ends steps and requests that are still open.
  const steps = recorder.results(0)
  const requests = takeRequests(recorder.steps, endedAt)
  const artifacts = await driver.end(failure !== undefined).catch(() => [])
  return {
    preparedMs: execution.preparedMs,
    durationMs: Math.round(endedAt - recorder.begunAt),
    outcome: outcomeOf(failure),
    steps: steps.map(({ startedAt, ...step }, index) => ({
      ...{ ...step, offsetMs: startedAt },
      // After `driver.end`, which adds the last cookies to the secrets.
      ...requestFields(requests[index], execution.scrubber.text),
    })),
    ...defined({ failure }),
    ...defined({ browser: driver.browser }),
    artifacts,
  }
}

type Ended =
  | { readonly kind: 'finished' }
  | { readonly kind: 'threw' | 'overdue' | 'interrupted'; readonly thrown: unknown }

async function runBody(execution: Execution, softEndAt: number, signal: AbortSignal): Promise<Ended> {
  const { probe, order, recorder, driver, target, blame, scrubber } = execution
  const { stepTimeoutMs } = order
  const leftMs = () => softEndAt - performance.now()
  const step = createStep({ recorder, driver, stepTimeoutMs, blame, scrubber, leftMs })
  const measure = (name: string, value: number) => recorder.measure(name, value)
  const args = { ...driver.args, step, measure, target, signal }
  try {
    await expectationWatch.run(recorder, async () => (probe.body as (args: unknown) => Promise<void>)(args))
    return { kind: 'finished' }
  } catch (thrown) {
    return { kind: 'threw', thrown }
  }
}

/** How the run ended: by itself, at its deadline or by the supervisor. */
function untilEnd(body: Promise<Ended>, { order, interrupt }: Execution, endAt: number): Promise<Ended> {
  return withDeadline<Ended>(body, {
    limitMs: Math.max(0, endAt - performance.now()),
    onLate: () => ({ kind: 'overdue', thrown: new Overdue(order.timeoutMs) }),
    signal: interrupt,
    onAbort: () => ({
      kind: 'interrupted',
      thrown: new ObservedFailure({ class: 'interrupted', message: 'the run was interrupted' }),
    }),
  })
}

async function failureOfRun(execution: Execution, ended: Ended): Promise<Failure | undefined> {
  const { recorder, driver, blame, scrubber } = execution
  if (ended.kind === 'interrupted') return failureOf((ended.thrown as ObservedFailure).diagnosis)
  if (ended.kind === 'overdue') {
    for (const open of recorder.steps.filter((step) => step.endedAt === undefined)) {
      recorder.close(open)
      await failStep({ recorder, driver, blame, scrubber }, open, ended.thrown)
    }
  }
  // A step that is not awaited fails a moment after the body ended.
  if (ended.kind === 'finished') await new Promise((resolve) => setImmediate(resolve))
  // A step that failed at the last moment may still be under diagnosis.
  await Promise.all(recorder.steps.map(({ settled }) => settled))
  const failed = recorder.steps.find((step) => step.failure)
  if (failed?.failure) return failed.failure
  if (ended.kind !== 'finished') {
    const diagnosis = unawaitedAction(recorder, await driver.diagnose(undefined, readThrown(ended.thrown)))
    return blame(failureOf(scrubber.data(diagnosis)))
  }
  return unmeasured(recorder)
}

/** Why a run whose body ended without an error measured nothing, or less than it appears to. */
function unmeasured(recorder: Recorder): Failure | undefined {
  const failure = (message: string, step?: string) => failureOf({ class: 'probe_error', message }, step)
  const open = recorder.steps.find((step) => step.endedAt === undefined)
  if (open) {
    open.failure = failure('the run ended before this step: await it', open.name)
    return open.failure
  }
  if (recorder.pending > 0) return failure('the run ended before an expectation was met or not: await it')
  const [action] = recorder.unawaited()
  if (action) return failure(notAwaited(action))
  if (recorder.steps.length > 0 && recorder.expectations > 0) return undefined
  return failure('the run ended without a step or without an expectation: it measured nothing')
}
