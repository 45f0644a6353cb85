import { createHash } from 'node:crypto'
import type { Attribute } from './attributes.ts'

// The JSON encoding of OTLP: ids in hexadecimal, 64-bit integers as decimal text, enums as numbers.
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#json-protobuf-encoding

/** Kinds of spans. */
export const INTERNAL = 1
export const CLIENT = 3
export const STATUS_ERROR = 2
export const TRACE_ID_DIGITS = 32
export const SPAN_ID_DIGITS = 16
const MICROS_PER_MS = 1_000
const NANOS_PER_MICRO = 1_000n

export interface Span {
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

/** Where a span belongs. `key` is its own within its trace, and makes its id. */
export interface SpanPlace {
  readonly key: string
  readonly traceId: string
  readonly parent: string
}

/** @param startedAt epoch ms */
export function timesOf(startedAt: number, durationMs: number): Pick<Span, 'startTimeUnixNano' | 'endTimeUnixNano'> {
  return { startTimeUnixNano: nanos(startedAt), endTimeUnixNano: nanos(startedAt + durationMs) }
}

/** Nanoseconds do not fit into a number; step times are true to a microsecond at best. */
function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * MICROS_PER_MS)) * NANOS_PER_MICRO)
}

/** The beginning of the SHA-256 of a text. */
export function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}
