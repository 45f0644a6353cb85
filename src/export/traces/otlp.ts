import { createHash } from 'node:crypto'
import type { Failure, RunResult, StepResult } from '../../core/index.ts'

// The JSON encoding of OTLP: ids in hexadecimal, 64-bit integers as decimal text, enums as numbers.
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#json-protobuf-encoding

const INTERNAL = 1
const STATUS_ERROR = 2
const TRACE_ID_DIGITS = 32
const SPAN_ID_DIGITS = 16
const MICROS_PER_MS = 1_000
const NANOS_PER_MICRO = 1_000n

type AnyValue = { readonly stringValue: string } | { readonly intValue: string } | { readonly doubleValue: number }

interface Attribute {
  readonly key: string
  readonly value: AnyValue
}

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly Attribute[]
  readonly status?: { readonly code: number; readonly message: string }
}

/** An ExportTraceServiceRequest. */
export interface TraceRequest {
  readonly resourceSpans: readonly object[]
}

export interface TraceSource {
  readonly version: string
  /** Where people reach the dashboard, with a slash at its end: each trace then names the page of its run. */
  readonly dashboardUrl?: string
}

/** Runs as traces: one trace a run, a span for the run and one for each step. The same run gives the same ids. */
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
  const page = dashboardUrl === undefined ? undefined : runAddress(dashboardUrl, run)
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
  return [root, ...run.steps.map((step, index) => stepSpan(step, { key: `${key} ${index}`, traceId, parent: spanId }))]
}

function stepSpan(
  step: StepResult,
  { key, traceId, parent }: { readonly key: string; readonly traceId: string; readonly parent: string },
): Span {
  const { name, outcome, startedAt, durationMs, statuses, measures, failure } = step
  return {
    ...{ traceId, spanId: digest(key, SPAN_ID_DIGITS), parentSpanId: parent, name, kind: INTERNAL },
    ...timesOf(startedAt, durationMs),
    attributes: attributesOf({
      'doorwatch.outcome': outcome,
      ...prefixed('doorwatch.responses.', statuses),
      ...prefixed('doorwatch.measure.', measures),
      ...failureAttributes(failure),
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

function timesOf(startedAt: number, durationMs: number) {
  return { startTimeUnixNano: nanos(startedAt), endTimeUnixNano: nanos(startedAt + durationMs) }
}

/** Nanoseconds do not fit into a number; step times are true to a microsecond at best. */
function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * MICROS_PER_MS)) * NANOS_PER_MICRO)
}

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}

function runAddress(base: string, { target, probe, scheduledAt, trigger }: RunResult): string {
  return `${base}runs/${encodeURIComponent(target)}/${encodeURIComponent(probe)}/${scheduledAt}-${trigger}`
}

type Attributes = Readonly<Record<string, string | number | undefined>>

function prefixed(prefix: string, numbers: Readonly<Record<string, number>>): Attributes {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [prefix + name, value]))
}

function attributesOf(values: Attributes): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  )
}

function anyValue(value: string | number): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
