import { oneLine } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

const REQUEST_ID_LENGTH = 100

/** The service's id of a request, which its support asks for first. */
export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['request-id'] || headers['x-request-id'] || headers['cf-ray']
}

/**
 * A diagnosis that names the request that failed, in its detail too.
 * @param requestId scrubbed: half a secret is not recognised once the id is cut to length
 */
export function withRequestId(diagnosis: Diagnosis, requestId: string | undefined): Diagnosis {
  if (requestId === undefined) return diagnosis
  const id = oneLine(requestId, REQUEST_ID_LENGTH)
  const parts = [`request ${id}`, diagnosis.detail]
  return { ...diagnosis, requestId: id, detail: parts.filter(Boolean).join('; ') }
}
