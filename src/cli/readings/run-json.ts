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
    ...defined({
      failure: run.failure && failureJson(run.failure),
      browser: run.browser,
      artifacts: run.artifacts?.length ? run.artifacts : undefined,
    }),
  }
}

/** The same without requests: a line of a log that has every run. */
export function runEventJson(run: RunResult): object {
  return runJson({ ...run, steps: run.steps.map(({ requests: _, requestsLeftOut: __, ...step }) => step) })
}

function stepJson(step: StepResult): object {
  return {
    name: step.name,
    outcome: step.outcome,
    startedAt: iso(step.startedAt),
    durationMs: step.durationMs,
    statuses: step.statuses,
    measures: step.measures,
    ...defined({
      failure: step.failure && failureJson(step.failure),
      requests: step.requests?.map((request) => ({ ...request, startedAt: iso(step.startedAt + request.offsetMs) })),
      requestsLeftOut: step.requestsLeftOut,
    }),
  }
}

function failureJson(failure: Failure): object {
  const { class: kind, blame, message, step, httpStatus, detail, network } = failure
  return defined({
    class: kind,
    blame,
    message,
    step: step || undefined,
    httpStatus,
    detail: detail || undefined,
    network,
  })
}

const iso = (at: number) => new Date(at).toISOString()
