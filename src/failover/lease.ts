import { SECOND } from '../core/index.ts'
import type { Exchange, ProxyControl, Sighting } from '../fault-proxy/index.ts'

/** A fault lives this long without renewal: it is gone within seconds after a kill. */
const LEASE_MS = 5 * SECOND
const RENEW_MS = 1.5 * SECOND

/** Holds a lease at the proxy for as long as one exercise takes. */
export async function holdLease(
  proxy: ProxyControl,
  token: string,
  what: { readonly fault?: string; readonly exchange?: Exchange },
): Promise<{ end(): Promise<Sighting> }> {
  await proxy.grant(token, what, LEASE_MS)
  // A renewal that fails leaves a fault that expires: the next one, or `end`, tells of the proxy's end.
  const timer = setInterval(() => void proxy.grant(token, what, LEASE_MS).catch(() => undefined), RENEW_MS)
  return {
    end() {
      clearInterval(timer)
      return proxy.end(token)
    },
  }
}
