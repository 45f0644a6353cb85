import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'

/**
 * How long a connection to one of several addresses of a host may take before the next address is tried, ms. Node's 250 ms
 * gives up on every address of a slow link. A lost first packet is sent again after 1 s (RFC 6298); this leaves another
 * 1.5 s for the round trip.
 */
const ATTEMPT_MS = 2_500

/** Gives connections of this process the time a slow link needs. To be called once, before the first request. */
export function allowSlowLinks(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS)
}
