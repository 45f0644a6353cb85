import * as z from 'zod'
import { traceAddress } from './addresses.ts'
import { headerSecret, type SecretRef } from './secret-schema.ts'

const HEADER_WANTED = 'the name of an HTTP header, such as authorization'

/** Where runs are sent as traces. */
export function tracesSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      url: traceAddress.describe('The address that takes traces; at most collectors it ends with /v1/traces.'),
      headers: z
        .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, HEADER_WANTED), headerSecret(secretRef))
        .default({})
        .describe("Headers of every request, each the name of a variable: { authorization: env('COLLECTOR_TOKEN') }."),
    })
    .optional()
    .describe(
      'Sends every run as a trace to a collector of OpenTelemetry (OTLP over HTTP, as JSON). Default: none is sent.',
    )
}
