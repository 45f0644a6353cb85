import { parseDuration } from '../../core/index.ts'
import type { StepOptions } from '../../probe/index.ts'
import { failureOf } from '../classify/diagnosis.ts'
import { Overdue, readThrown } from '../classify/thrown.ts'
import type { Driver } from '../drivers/driver.ts'
import type { OpenStep, Recorder } from '../recorder.ts'

export interface StepDeps {
  readonly recorder: Recorder
  readonly driver: Driver
  readonly stepTimeoutMs: number
  /** Time (ms) that is left of the run. */
  readonly leftMs: () => number
  /** Settles a network failure: asks the control addresses whose fault it is. */
  readonly blame: (failure: ReturnType<typeof failureOf>) => Promise<ReturnType<typeof failureOf>>
}

/** The `step` that a probe's body gets. */
export function createStep(deps: StepDeps) {
  const { recorder, driver } = deps
  return async function step<T>(name: string, body: () => Promise<T> | T, options: StepOptions = {}): Promise<T> {
    const own = options.timeout === undefined ? deps.stepTimeoutMs : parseDuration(options.timeout)
    const limitMs = Math.max(1, Math.min(own, deps.leftMs()))
    const open = recorder.open(String(name).slice(0, 100))
    const doomed = driver.begin(open, limitMs)
    try {
      const value = await limited(body, limitMs, doomed)
      recorder.close(open)
      driver.settle(open)
      return value
    } catch (thrown) {
      recorder.close(open)
      await failStep(deps, open, thrown)
      throw thrown
    }
  }
}

/** Notes why a step failed, unless a step inside it has already said so. */
export async function failStep(deps: Pick<StepDeps, 'recorder' | 'driver' | 'blame'>, open: OpenStep, thrown: unknown) {
  const inner = deps.recorder.steps.findLast((step) => step.failure && step !== open && step.begunAt >= open.begunAt)
  const failure = failureOf(await deps.driver.diagnose(open, readThrown(thrown)), open.name)
  open.failure = inner?.failure ?? (await deps.blame(failure))
}

async function limited<T>(body: () => Promise<T> | T, limitMs: number, doomed: Promise<never> | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Overdue(limitMs)), limitMs)
  })
  const work = (async () => body())()
  // Whatever becomes of it after the limit is nobody's business any more.
  work.catch(() => {})
  return Promise.race([work, limit, ...(doomed ? [doomed] : [])]).finally(() => clearTimeout(timer))
}
