import type { Failure, Outcome, StepResult } from '../../core/index.ts'
import type { Action } from '../observer/actions.ts'
import type { Wait } from '../observer/waits.ts'
import { deadTime } from './dead-time.ts'

/** A step under way or done. Answers may still be counted after it ended: they belong to the step that asked. */
export interface OpenStep {
  readonly name: string
  readonly begunAt: number
  readonly statuses: Map<number, number>
  readonly measures: Map<string, number>
  readonly waits: Wait[]
  endedAt: number | undefined
  failure: Failure | undefined
  /** Settles when it is known why the step failed. */
  settled: Promise<void> | undefined
}

/** Keeps what happens in a run, step by step. All times are of one monotonic clock, ms. */
export interface Recorder {
  readonly begunAt: number
  /** The run begins now: what came before was preparation. */
  begin(): void
  readonly steps: readonly OpenStep[]
  open(name: string): OpenStep
  close(step: OpenStep): void
  /** The innermost step under way; after it the last one that was. */
  current(): OpenStep | undefined
  measure(name: string, value: number): void
  /** An expectation was put to the test. */
  expected(): void
  readonly expectations: number
  /** An expectation about the page is being waited for, until this settles. */
  expecting(result: PromiseLike<unknown>): void
  /** How many of them are still waited for. */
  readonly pending: number
  /** The body began to do something on the page. */
  acting(action: Action): void
  /** What it began and nobody waits for. */
  unawaited(): readonly Action[]
  /** Steps as they are stored; `startedAt` is the epoch time that `begunAt` stands for. */
  results(startedAt: number): readonly StepResult[]
}

const MEASURE_NAME = /^[a-z][a-z0-9_]{0,39}$/
const MOST_MEASURES = 30

/** An empty record of a run that begins now. `opened` is told the name of each step as it begins. */
export function createRecorder(now: () => number, opened?: (name: string) => void): Recorder {
  let begunAt = now()
  const steps: OpenStep[] = []
  const underWay: OpenStep[] = []
  let expectations = 0
  let pending = 0
  let actions: Action[] = []

  const current = () => underWay.at(-1) ?? steps.at(-1)

  return {
    get begunAt() {
      return begunAt
    },
    begin() {
      begunAt = now()
    },
    steps,
    open(name) {
      const step: OpenStep = {
        name,
        begunAt: now(),
        statuses: new Map(),
        measures: new Map(),
        waits: [],
        endedAt: undefined,
        failure: undefined,
        settled: undefined,
      }
      steps.push(step)
      underWay.push(step)
      opened?.(name)
      return step
    },
    close(step) {
      step.endedAt ??= now()
      const index = underWay.indexOf(step)
      if (index >= 0) underWay.splice(index, 1)
    },
    current,
    measure(name, value) {
      const step = current()
      if (!step) throw new Error(`measure('${name}') is not inside a step`)
      if (!MEASURE_NAME.test(name))
        throw new Error(`'${name}' is not a name for a measure: small letters, digits and _, the unit last`)
      if (!Number.isFinite(value)) throw new Error(`measure('${name}') is ${value}, not a number`)
      if (step.measures.size >= MOST_MEASURES && !step.measures.has(name))
        throw new Error('too many measures in one step')
      step.measures.set(name, value)
    },
    expected() {
      expectations += 1
    },
    get expectations() {
      return expectations
    },
    expecting(result) {
      pending += 1
      const settled = () => {
        pending -= 1
      }
      result.then(settled, settled)
    },
    get pending() {
      return pending
    },
    acting(action) {
      actions = [...actions.filter(({ isAwaited }) => !isAwaited), action]
    },
    unawaited: () => actions.filter(({ isAwaited }) => !isAwaited),
    results: (startedAt) => steps.map((step) => resultOf(step, startedAt, begunAt, now())),
  }
}

/** How long a closed step took (ms), without the time that was only our own waiting. */
export function durationOf({ begunAt, endedAt = begunAt, waits }: OpenStep): number {
  return Math.max(0, endedAt - begunAt - deadTime(waits, begunAt, endedAt))
}

function resultOf(step: OpenStep, startedAt: number, begunAt: number, now: number): StepResult {
  const endedAt = step.endedAt ?? now
  return {
    name: step.name,
    // What never came to its end, because the run did, has not passed.
    outcome: step.endedAt === undefined && !step.failure ? 'skipped' : outcomeOf(step.failure),
    startedAt: Math.round(startedAt + step.begunAt - begunAt),
    durationMs: round(durationOf({ ...step, endedAt })),
    statuses: Object.fromEntries(step.statuses),
    measures: Object.fromEntries([...step.measures].map(([name, value]) => [name, round(value)])),
    ...(step.failure ? { failure: step.failure } : {}),
  }
}

/** Only what the provider did wrong was measured; after any other failure we know nothing of the service. */
export function outcomeOf(failure: Failure | undefined): Outcome {
  if (!failure) return 'passed'
  return failure.blame === 'provider' ? 'failed' : 'error'
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
