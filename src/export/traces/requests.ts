import { endOf, type StepRequest, type StepResult, worstRequests } from '../../core/index.ts'
import { attributesOf } from './attributes.ts'
import { CLIENT, digest, SPAN_ID_DIGITS, type Span, type SpanPlace, STATUS_ERROR, timesOf } from './span.ts'

/** A hundred runs travel in one request, and collectors take some megabytes. */
const MOST_OF_STEP = 20

/**
 * A span for each request of a step, at most 20 (see `worstRequests`). Named by the conventions for clients of HTTP:
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function requestSpans(step: StepResult, place: SpanPlace): readonly Span[] {
  const requests = worstRequests(step.requests ?? [], MOST_OF_STEP)
  return requests.map((request, index) =>
    requestSpan(request, { ...place, key: `${place.key} request ${index}` }, step.startedAt),
  )
}

/** How many requests of a step have no span. */
export function leftOutOf({ requests = [], requestsLeftOut = 0 }: StepResult): number | undefined {
  return requestsLeftOut + Math.max(0, requests.length - MOST_OF_STEP) || undefined
}

function requestSpan(request: StepRequest, { key, traceId, parent }: SpanPlace, stepStartedAt: number): Span {
  const { method, address, offsetMs, durationMs, status, failure, type, bytes } = request
  const path = address.indexOf('/')
  const isFailed = endOf(request) === 'failed'
  const errorType = isFailed ? (failure ?? String(status)) : undefined
  return {
    ...{ traceId, spanId: digest(key, SPAN_ID_DIGITS), parentSpanId: parent, kind: CLIENT },
    name: path < 0 ? method : `${method} ${address.slice(path)}`,
    ...timesOf(stepStartedAt + offsetMs, durationMs),
    attributes: attributesOf({
      ...{ 'http.request.method': method, ...serverOf(path < 0 ? address : address.slice(0, path)) },
      ...{ 'url.template': path < 0 ? undefined : address.slice(path), 'http.response.status_code': status },
      ...{ 'error.type': errorType, 'http.response.body.size': bytes, 'doorwatch.request.type': type },
    }),
    ...(isFailed ? { status: { code: STATUS_ERROR, message: errorType ?? 'failed' } } : {}),
  }
}

/** 'api.example.com:8443' as address and port. */
function serverOf(host: string) {
  const [, name = host, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(host) ?? []
  return { 'server.address': name, 'server.port': port === undefined ? undefined : Number(port) }
}
