import type { RunResult, StepResult } from '../core/index.ts'

/** The fields of a run that the judge reads; a RunResult has them. */
export interface JudgedRun
  extends Pick<
    RunResult,
    'target' | 'surface' | 'probe' | 'location' | 'trigger' | 'startedAt' | 'durationMs' | 'outcome' | 'failure'
  > {
  readonly steps?: readonly (Pick<StepResult, 'name' | 'outcome' | 'durationMs'> &
    Partial<Pick<StepResult, 'measures'>>)[]
}
