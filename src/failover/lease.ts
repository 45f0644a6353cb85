import { SECOND } from '../core/index.ts'
import type { Exchange, ProxyControl, Sighting } from '../fault-proxy/index.ts'

/** A fault expires after this time without renewal, so that it ends within seconds after a kill. */
const LEASE_MS = 5 * SECOND
const RENEW_MS = 1.5 * SECOND

/** Holds a lease at the proxy during one exercise. */
export async function holdLease(
  proxy: ProxyControl,
  token: string,
  what: { readonly fault?: string; readonly exchange?: Exchange },
): Promise<{ end(): Promise<Sighting> }> {
  await proxy.grant(token, what, LEASE_MS)
  // A failed renewal is ignored: the fault expires, and the next call reports that the proxy is gone.
  const timer = setInterval(() => void proxy.grant(token, what, LEASE_MS).catch(() => undefined), RENEW_MS)
  return {
    end() {
      clearInterval(timer)
      return proxy.end(token)
    },
  }
}
