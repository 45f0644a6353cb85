import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'

/**
 * Timeout of a connection attempt to one of several addresses of a host, ms. Node's default of 250 ms fails for every
 * address of a slow link. TCP sends a lost first packet again after 1 s (RFC 6298); this leaves 1.5 s for the round trip.
 */
const ATTEMPT_MS = 2_500

/** Raises the timeout of connection attempts in this process. Call it once, before the first request. */
export function allowSlowLinks(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS)
}
