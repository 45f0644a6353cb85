import type { RunResult, StepResult } from '../core/index.ts'

/** What the judge needs of a run; a RunResult is one. */
export interface JudgedRun
  extends Pick<
    RunResult,
    'target' | 'surface' | 'probe' | 'location' | 'trigger' | 'startedAt' | 'durationMs' | 'outcome' | 'failure'
  > {
  readonly steps?: readonly (Pick<StepResult, 'name' | 'outcome' | 'durationMs'> &
    Partial<Pick<StepResult, 'measures'>>)[]
}
