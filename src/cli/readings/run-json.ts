import { defined, type Failure, type RunResult, type StepResult } from '../../core/index.ts'

/** One run as `doorwatch run --json` prints it: a stable shape for scripts; times are ISO 8601 UTC. */
export function runJson(run: RunResult): object {
  return {
    target: run.target,
    surface: run.surface,
    probe: run.probe,
    location: run.location,
    trigger: run.trigger,
    scheduledAt: iso(run.scheduledAt),
    startedAt: iso(run.startedAt),
    durationMs: run.durationMs,
    outcome: run.outcome,
    steps: run.steps.map(stepJson),
    ...(run.failure ? { failure: failureJson(run.failure) } : {}),
    ...(run.browser ? { browser: run.browser } : {}),
    ...(run.artifacts?.length ? { artifacts: run.artifacts } : {}),
  }
}

function stepJson(step: StepResult): object {
  return {
    name: step.name,
    outcome: step.outcome,
    startedAt: iso(step.startedAt),
    durationMs: step.durationMs,
    statuses: step.statuses,
    measures: step.measures,
    ...(step.failure ? { failure: failureJson(step.failure) } : {}),
  }
}

function failureJson(failure: Failure): object {
  const { class: kind, blame, message, step, httpStatus, detail, network } = failure
  return {
    class: kind,
    blame,
    message,
    ...(step ? { step } : {}),
    ...defined({ httpStatus }),
    ...(detail ? { detail } : {}),
    ...(network ? { network } : {}),
  }
}

const iso = (at: number) => new Date(at).toISOString()
