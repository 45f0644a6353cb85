import { formatDuration, parseDuration, withDeadline } from '../../core/index.ts'
import type { StepOptions } from '../../probe/index.ts'
import { type Diagnosis, failureOf } from '../classify/diagnosis.ts'
import { ObservedFailure, Overdue, readThrown } from '../classify/thrown.ts'
import type { Driver } from '../drivers/driver.ts'
import { durationOf, type OpenStep, type Recorder } from '../record/recorder.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { unawaitedAction } from './unawaited.ts'

interface StepDeps {
  readonly recorder: Recorder
  readonly driver: Driver
  readonly stepTimeoutMs: number
  /** Time (ms) that is left of the run. */
  readonly leftMs: () => number
  /** Decides by the control addresses whose fault a network failure is. */
  readonly blame: (failure: ReturnType<typeof failureOf>) => Promise<ReturnType<typeof failureOf>>
  /** Scrubs every text before it is cut to length: half a secret is not recognised. */
  readonly scrubber: Scrubber
}

/** The `step` that a probe's body gets. */
export function createStep(deps: StepDeps) {
  const { recorder, driver } = deps
  return async function step<T>(name: string, body: () => Promise<T> | T, options: StepOptions = {}): Promise<T> {
    const stepLimitMs = options.timeout === undefined ? deps.stepTimeoutMs : parseDuration(options.timeout)
    const limitMs = Math.max(1, Math.min(stepLimitMs, deps.leftMs()))
    const open = recorder.open(deps.scrubber.text(String(name)).slice(0, 100))
    const deadPage = driver.begin(open, limitMs)
    const value = await finish(open, limited(body, limitMs, deadPage))
    const late = options.clientLimit === undefined ? undefined : tooLate(open, parseDuration(options.clientLimit))
    if (!late) return value
    open.failure = failureOf(late, open.name)
    throw new ObservedFailure(late)
  }

  async function finish<T>(open: OpenStep, work: Promise<T>): Promise<T> {
    try {
      const value = await work
      recorder.close(open)
      driver.settle(open)
      return value
    } catch (thrown) {
      recorder.close(open)
      open.settled = failStep(deps, open, thrown)
      await open.settled
      throw thrown
    }
  }
}

/** A step that passed after the client's own limit is a timeout for the people who use that client: it gave up before. */
function tooLate(open: OpenStep, limitMs: number): Diagnosis | undefined {
  const tookMs = durationOf(open)
  if (tookMs <= limitMs) return undefined
  const message = `done after ${formatDuration(tookMs)}, and the client gives up after ${formatDuration(limitMs)}`
  return { class: 'timeout', message }
}

/** Sets the failure of a step: that of a failed step inside it, else its own diagnosis. */
export async function failStep(
  deps: Pick<StepDeps, 'recorder' | 'driver' | 'blame' | 'scrubber'>,
  open: OpenStep,
  thrown: unknown,
) {
  const inner = deps.recorder.steps.findLast((step) => step.failure && step !== open && step.begunAt >= open.begunAt)
  const diagnosis = unawaitedAction(deps.recorder, await deps.driver.diagnose(open, readThrown(thrown)))
  const failure = failureOf(deps.scrubber.data(diagnosis), open.name)
  open.failure = inner?.failure ?? (await deps.blame(failure))
}

function limited<T>(body: () => Promise<T> | T, limitMs: number, deadPage: Promise<never> | undefined): Promise<T> {
  const fail = (): never => {
    throw new Overdue(limitMs)
  }
  return withDeadline(body, { limitMs, onLate: fail, unless: deadPage })
}
