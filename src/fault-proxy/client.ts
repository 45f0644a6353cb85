import * as z from 'zod'
import { defined, MonitorError, SECOND } from '../core/index.ts'
import type { Exchange, Sighting } from './leases.ts'

/** The addresses of a proxy and its control endpoint. */
export interface ProxyAddress {
  readonly url: string
  readonly controlUrl: string
  /** The bearer token of the control endpoint. */
  readonly secret: string
}

/** Sets faults of a running proxy by token. */
export interface ProxyControl {
  /** Grants or renews a lease for `ms`. Without a fault, requests are passed on and counted. */
  grant(token: string, what: { readonly fault?: string; readonly exchange?: Exchange }, ms: number): Promise<void>
  /** Ends a lease. Resolves with the counts of its requests. */
  end(token: string): Promise<Sighting>
  sighting(token: string): Promise<Sighting>
}

const TIMEOUT_MS = 10 * SECOND

const errorSchema = z.object({ error: z.object({ message: z.string() }) })
const sightingSchema = z.object({
  seen: z.number(),
  injected: z.number(),
  upstreamError: z.number().optional(),
})

/** A client of the control endpoint. Its methods throw MonitorError: `no_proxy` where the proxy does not answer, `proxy_refused` where it refuses. */
export function proxyControl({ controlUrl, secret }: Omit<ProxyAddress, 'url'>): ProxyControl {
  const call = async (method: string, token: string, body?: object): Promise<Sighting> => {
    const answer = await fetch(`${controlUrl}/leases/${token}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...defined({ body: body && JSON.stringify(body) }),
    })
      .then((response) => response.json())
      .catch((cause: unknown) => {
        throw noAnswer(controlUrl, cause)
      })
    const refusal = errorSchema.safeParse(answer)
    if (refusal.success) throw refused(refusal.data.error.message)
    const sighting = sightingSchema.safeParse(answer)
    if (!sighting.success) throw noAnswer(controlUrl, answer)
    const { upstreamError, ...counts } = sighting.data
    return { ...counts, ...defined({ upstreamError }) }
  }
  return {
    grant: async (token, what, ms) => void (await call('PUT', token, { ...what, ms })),
    end: (token) => call('DELETE', token),
    sighting: (token) => call('GET', token),
  }
}

function refused(message: string): MonitorError {
  return new MonitorError('proxy_refused', `the fault proxy refuses: ${message}`, {
    hint: 'Start the proxy again with the same version of Doorwatch: doorwatch proxy.',
  })
}

function noAnswer(controlUrl: string, cause: unknown): MonitorError {
  return new MonitorError('no_proxy', `the fault proxy does not answer at ${controlUrl}`, {
    hint: 'Start it again: doorwatch proxy.',
    cause,
  })
}
