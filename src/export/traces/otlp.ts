import { type Failure, type RunResult, runPath, type StepResult } from '../../core/index.ts'
import { type Attributes, attributesOf } from './attributes.ts'
import { leftOutOf, requestSpans } from './requests.ts'
import {
  digest,
  INTERNAL,
  SPAN_ID_DIGITS,
  type Span,
  type SpanPlace,
  STATUS_ERROR,
  TRACE_ID_DIGITS,
  timesOf,
} from './span.ts'

/** An ExportTraceServiceRequest. */
interface TraceRequest {
  readonly resourceSpans: readonly object[]
}

export interface TraceSource {
  readonly version: string
  /** Where people reach the dashboard, with a slash at its end: each trace then names the page of its run. */
  readonly dashboardUrl?: string
}

/**
 * Runs as traces: one trace a run, with a span for the run, below it one for each step, and below a step its requests. The
 * same run gives the same ids.
 */
export function traceRequest(runs: readonly RunResult[], source: TraceSource): TraceRequest {
  const { version } = source
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'doorwatch', 'service.version': version }) },
        scopeSpans: [{ scope: { name: 'doorwatch', version }, spans: runs.flatMap((run) => spansOf(run, source)) }],
      },
    ],
  }
}

function spansOf(run: RunResult, { dashboardUrl }: TraceSource): readonly Span[] {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt, durationMs, outcome, browser } = run
  const key = JSON.stringify([target, surface, probe, location, trigger, scheduledAt])
  const traceId = digest(key, TRACE_ID_DIGITS)
  const spanId = digest(`${key} run`, SPAN_ID_DIGITS)
  const page = dashboardUrl === undefined ? undefined : dashboardUrl + runPath(run).slice(1)
  const root: Span = {
    ...{ traceId, spanId, name: `${target}/${probe}`, kind: INTERNAL, ...timesOf(startedAt, durationMs) },
    attributes: attributesOf({
      ...{ 'doorwatch.target': target, 'doorwatch.surface': surface, 'doorwatch.probe': probe },
      ...{ 'doorwatch.location': location, 'doorwatch.trigger': trigger, 'doorwatch.outcome': outcome },
      ...{ 'doorwatch.lag_ms': startedAt - scheduledAt, 'doorwatch.browser': browser, 'doorwatch.run.url': page },
      ...failureAttributes(run.failure),
    }),
    ...statusOf(outcome, run.failure),
  }
  const spansOfStep = (step: StepResult, index: number) => {
    const span = stepSpan(step, { key: `${key} ${index}`, traceId, parent: spanId })
    return [span, ...requestSpans(step, { key: `${key} ${index}`, traceId, parent: span.spanId })]
  }
  return [root, ...run.steps.flatMap(spansOfStep)]
}

function stepSpan(step: StepResult, { key, traceId, parent }: SpanPlace): Span {
  const { name, outcome, startedAt, durationMs, statuses, measures, failure } = step
  return {
    ...{ traceId, spanId: digest(key, SPAN_ID_DIGITS), parentSpanId: parent, name, kind: INTERNAL },
    ...timesOf(startedAt, durationMs),
    attributes: attributesOf({
      'doorwatch.outcome': outcome,
      ...prefixed('doorwatch.responses.', statuses),
      ...prefixed('doorwatch.measure.', measures),
      ...failureAttributes(failure),
      'doorwatch.requests.left_out': leftOutOf(step),
    }),
    ...statusOf(outcome, failure),
  }
}

function failureAttributes(failure: Failure | undefined): Attributes {
  if (!failure) return {}
  const { class: kind, blame, httpStatus, requestId } = failure
  return {
    ...{ 'error.type': kind, 'http.response.status_code': httpStatus, 'doorwatch.failure.blame': blame },
    'doorwatch.failure.request_id': requestId,
  }
}

/** A span that went well has no status: by the conventions only an error sets one. */
function statusOf(outcome: RunResult['outcome'], failure: Failure | undefined): Pick<Span, 'status'> {
  if (outcome !== 'failed' && outcome !== 'error') return {}
  return { status: { code: STATUS_ERROR, message: failure?.message ?? outcome } }
}

function prefixed(prefix: string, numbers: Readonly<Record<string, number>>): Attributes {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [prefix + name, value]))
}
