import type { Artifact, Outcome, Trigger } from '../../src/core/index.ts'
import type { RunComparison } from './incident-page.ts'
import type { FailureView } from './now.ts'
import type { RequestList } from './requests.ts'

/** One run: its steps on one scale of time, compared with the last good run of its probe. */
export interface RunPageModel {
  readonly at: number
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly probe: string
  readonly location: string
  readonly trigger: Trigger
  readonly scheduledAt: number
  readonly startedAt: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly failure?: FailureView
  readonly browser?: string
  readonly artifacts: readonly Artifact[]
  readonly steps: readonly RunStepView[]
  /** Its requests are stored but cannot be read. */
  readonly requestsDamaged?: true
  /** Absent where no good run before it is stored. */
  readonly comparison?: RunComparison
}

export interface RunStepView {
  readonly name: string
  readonly outcome: Outcome
  /** From the start of the run, ms. */
  readonly offsetMs: number
  readonly durationMs: number
  readonly statuses: Readonly<Record<string, number>>
  readonly measures: readonly { readonly name: string; readonly value: number }[]
  readonly failure?: FailureView
  /** Of a broken step: the requests of earlier steps that lasted into it. */
  readonly sentBefore?: readonly string[]
  /** Absent where no request of the step is stored. */
  readonly requests?: RequestList
}
