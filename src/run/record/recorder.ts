import { defined, type Failure, type Outcome, type StepResult } from '../../core/index.ts'
import type { Action } from '../observer/actions.ts'
import type { Wait } from '../observer/waits.ts'
import { deadTime } from './dead-time.ts'
import type { OpenRequest } from './requests.ts'

/** A step under way or ended. Answers that arrive after its end are counted in the step that sent the request. */
export interface OpenStep {
  readonly name: string
  readonly begunAt: number
  readonly statuses: Map<number, number>
  readonly measures: Map<string, number>
  readonly waits: Wait[]
  /** In the order in which they were sent. */
  readonly requests: OpenRequest[]
  endedAt: number | undefined
  failure: Failure | undefined
  /** Settles when the failure of the step is diagnosed. */
  settled: Promise<void> | undefined
}

/** Records a run, step by step. All times are of one monotonic clock, ms. */
export interface Recorder {
  readonly begunAt: number
  now(): number
  /** Starts the run proper: what came before was preparation. */
  begin(): void
  readonly steps: readonly OpenStep[]
  open(name: string): OpenStep
  close(step: OpenStep): void
  /** The innermost step under way, else the last one. */
  current(): OpenStep | undefined
  measure(name: string, value: number): void
  /** Counts an expectation. */
  expected(): void
  readonly expectations: number
  /** Counts an expectation about the page as pending until `result` settles. */
  expecting(result: PromiseLike<unknown>): void
  readonly pending: number
  /** Records an action of the probe on the page. */
  acting(action: Action): void
  /** Actions whose end nothing awaits. */
  unawaited(): readonly Action[]
  /** Steps as they are stored. @param startedAt the epoch time (ms) of `begunAt` */
  results(startedAt: number): readonly StepResult[]
}

const MEASURE_NAME = /^[a-z][a-z0-9_]{0,39}$/
const MOST_MEASURES = 30

/**
 * An empty record of a run that begins now.
 * @param now monotonic time, ms
 * @param onOpen called with the name of each step as it begins
 */
export function createRecorder(now: () => number, onOpen: (name: string) => void = () => {}): Recorder {
  return new RunRecorder(now, onOpen)
}

class RunRecorder implements Recorder {
  readonly steps: OpenStep[] = []
  readonly #now: () => number
  readonly #onOpen: (name: string) => void
  readonly #underWay: OpenStep[] = []
  #begunAt: number
  #expectations = 0
  #pending = 0
  #actions: readonly Action[] = []

  constructor(now: () => number, onOpen: (name: string) => void) {
    this.#now = now
    this.#onOpen = onOpen
    this.#begunAt = now()
  }

  get begunAt(): number {
    return this.#begunAt
  }

  get expectations(): number {
    return this.#expectations
  }

  get pending(): number {
    return this.#pending
  }

  now(): number {
    return this.#now()
  }

  begin(): void {
    this.#begunAt = this.#now()
  }

  open(name: string): OpenStep {
    const step: OpenStep = {
      name,
      begunAt: this.#now(),
      statuses: new Map(),
      measures: new Map(),
      waits: [],
      requests: [],
      endedAt: undefined,
      failure: undefined,
      settled: undefined,
    }
    this.steps.push(step)
    this.#underWay.push(step)
    this.#onOpen(name)
    return step
  }

  close(step: OpenStep): void {
    step.endedAt ??= this.#now()
    const index = this.#underWay.indexOf(step)
    if (index >= 0) this.#underWay.splice(index, 1)
  }

  current(): OpenStep | undefined {
    return this.#underWay.at(-1) ?? this.steps.at(-1)
  }

  measure(name: string, value: number): void {
    const step = this.current()
    if (!step) throw new Error(`measure('${name}') is not inside a step`)
    if (!MEASURE_NAME.test(name))
      throw new Error(
        `'${name}' is not a name for a measure: use small letters, digits and _, and end it with the unit`,
      )
    if (!Number.isFinite(value)) throw new Error(`measure('${name}') is ${value}, not a number`)
    if (step.measures.size >= MOST_MEASURES && !step.measures.has(name))
      throw new Error(`measure('${name}') is one more than the ${MOST_MEASURES} measures a step may have`)
    step.measures.set(name, value)
  }

  expected(): void {
    this.#expectations += 1
  }

  expecting(result: PromiseLike<unknown>): void {
    this.#pending += 1
    const settled = () => {
      this.#pending -= 1
    }
    result.then(settled, settled)
  }

  acting(action: Action): void {
    this.#actions = [...this.unawaited(), action]
  }

  unawaited(): readonly Action[] {
    return this.#actions.filter(({ isAwaited }) => !isAwaited)
  }

  results(startedAt: number): readonly StepResult[] {
    return this.steps.map((step) => resultOf(step, startedAt, this.#begunAt, this.#now()))
  }
}

/** How long a closed step took (ms), without the time in which only our own tools waited. */
export function durationOf({ begunAt, endedAt = begunAt, waits }: OpenStep): number {
  return Math.max(0, endedAt - begunAt - deadTime(waits, begunAt, endedAt))
}

function resultOf(step: OpenStep, startedAt: number, begunAt: number, now: number): StepResult {
  const endedAt = step.endedAt ?? now
  return {
    name: step.name,
    // A step that was still open when the run ended has not passed.
    outcome: step.endedAt === undefined && !step.failure ? 'skipped' : outcomeOf(step.failure),
    startedAt: Math.round(startedAt + step.begunAt - begunAt),
    durationMs: round(durationOf({ ...step, endedAt })),
    statuses: Object.fromEntries(step.statuses),
    measures: Object.fromEntries([...step.measures].map(([name, value]) => [name, round(value)])),
    ...defined({ failure: step.failure }),
  }
}

/** `failed` only for a failure of the provider: after any other one the service was not measured. */
export function outcomeOf(failure: Failure | undefined): Outcome {
  if (!failure) return 'passed'
  return failure.blame === 'provider' ? 'failed' : 'error'
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
