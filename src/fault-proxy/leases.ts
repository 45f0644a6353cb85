import { type Clock, defined, SECOND } from '../core/index.ts'
import type { ProxyFault } from './faults.ts'

/** Words of a prompt that the proxy replaces, so that provider A gives another right answer than model B. */
export interface Exchange {
  readonly from: string
  readonly to: string
}

/** The counts of the requests with one token. */
export interface Sighting {
  /** Requests that reached the proxy. */
  readonly seen: number
  /** Requests that got the fault. */
  readonly injected: number
  /** The status of the upstream where it answered with an error without the proxy's fault; 0 where it did not answer. */
  readonly upstreamError?: number
}

/** A fault for the requests that carry a token in their body. */
export interface Lease {
  /** Undefined: requests are passed on and counted. */
  readonly fault?: ProxyFault
  readonly exchange?: Exchange
  /** Aborts when the lease ends, so that hanging requests end. */
  readonly ended: AbortSignal
  readonly counts: { seen: number; injected: number; upstreamError?: number }
}

interface Entry extends Lease {
  readonly controller: AbortController
  expiresAt: number
}

/** The longest lease, ms: after a kill of the drill a fault ends within this time. */
export const MAX_LEASE_MS = 10 * SECOND
/** Most ended leases whose counts are kept. */
const MOST_ENDED = 2_000

/** A token in a prompt. */
export const TOKEN = /\bdw-[0-9a-f]{16}\b/g

/** The faults by token. Each expires unless it is renewed. */
export class FaultLeases {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Grants or renews the lease of a token. @param ms at most `MAX_LEASE_MS` */
  grant(token: string, what: Pick<Lease, 'fault' | 'exchange'>, ms: number): void {
    const expiresAt = this.#clock.now() + Math.min(ms, MAX_LEASE_MS)
    const entry = this.#entries.get(token)
    if (entry && !entry.ended.aborted) {
      entry.expiresAt = expiresAt
      return
    }
    const controller = new AbortController()
    const counts = entry?.counts ?? { seen: 0, injected: 0 }
    this.#entries.delete(token)
    this.#entries.set(token, { ...what, controller, ended: controller.signal, counts, expiresAt })
    this.#forgetOldest()
  }

  /** Ends the lease of a token, at once. */
  end(token: string): void {
    this.#entries.get(token)?.controller.abort()
  }

  /** The counts of a token, also after the end of its lease. */
  sighting(token: string): Sighting {
    const { seen = 0, injected = 0, upstreamError } = this.#entries.get(token)?.counts ?? {}
    return { seen, injected, ...defined({ upstreamError }) }
  }

  /** The lease that applies to a request with this body. */
  find(body: string): Lease | undefined {
    this.expire()
    for (const [token] of body.matchAll(TOKEN)) {
      const entry = this.#entries.get(token)
      if (entry && !entry.ended.aborted) return entry
    }
    return undefined
  }

  /** Ends the leases whose time is over; call it every second. */
  expire(): void {
    const now = this.#clock.now()
    for (const entry of this.#entries.values()) if (entry.expiresAt <= now) entry.controller.abort()
  }

  #forgetOldest(): void {
    for (const [token, entry] of this.#entries) {
      if (this.#entries.size <= MOST_ENDED) return
      if (entry.ended.aborted) this.#entries.delete(token)
    }
  }
}
