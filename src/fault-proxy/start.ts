import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { type Clock, MonitorError, SECOND } from '../core/index.ts'
import { closeServer, listenOn } from '../machine/index.ts'
import { isBlockedPort } from './blocked-ports.ts'
import type { ProxyAddress } from './client.ts'
import { handleControl } from './control.ts'
import type { ProxyFault } from './faults.ts'
import { handleRequest, type SeenRequest } from './handle.ts'
import { FaultLeases } from './leases.ts'

/** The port of the proxy unless it is in use. */
export const PROXY_PORT = 4191
const LOOPBACK = '127.0.0.1'
const TOKENS = 3

export interface FaultProxyOptions {
  /** Base address of provider A: `https://api.anthropic.com`. */
  readonly upstream: string
  /** Whether the upstream is the bundled sandbox, which gets its own key instead of the caller's. */
  readonly isSandbox: boolean
  /** How the upstream is reached. */
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** 0 takes any free port. Default 4191, or any free one where that is in use. */
  readonly port?: number
  /** The address to listen on. Default: loopback. */
  readonly host?: string
  /** The fault of every request that carries no token. */
  readonly fault?: ProxyFault
  /** Tokens that pass before a stream breaks. Default: 3. */
  readonly tokens?: number
  readonly onRequest?: (seen: SeenRequest) => void
}

/** A running proxy. */
export interface FaultProxy extends ProxyAddress {
  /** Closes every connection and frees both ports. */
  stop(): Promise<void>
}

/**
 * Starts the proxy, and its control endpoint on loopback.
 * @throws MonitorError `port_in_use` where the requested port is in use, `usage` where `fetch` refuses it
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { host = LOOPBACK, port, clock, tokens = TOKENS, onRequest = () => undefined } = options
  if (port !== undefined && isBlockedPort(port)) {
    throw new MonitorError('usage', `port ${port} is one that fetch refuses, so an SDK could not reach the proxy`, {
      hint: `Choose another port, or leave --port out for ${PROXY_PORT}.`,
    })
  }
  const leases = new FaultLeases(clock)
  const secret = randomBytes(24).toString('base64url')
  const upstream = options.upstream.replace(/\/+$/, '')
  const handling = { ...options, upstream, leases, tokens, onRequest }
  const proxy = createServer((incoming, out) => void handleRequest(handling, incoming, out))
  const control = createServer((incoming, out) => handleControl({ leases, secret }, incoming, out))
  const bound = await listenOn(proxy, port === undefined ? { preferably: PROXY_PORT } : { exactly: port }, host)
  const controlPort = await listenOn(control, { exactly: 0 }, LOOPBACK).catch(async (error: unknown) => {
    await closeServer(proxy)
    throw error
  })
  // No idle timeout: a client that reuses a connection while it is being closed would see a failure.
  for (const server of [proxy, control]) server.keepAliveTimeout = 0
  const timer = setInterval(() => leases.expire(), SECOND)
  timer.unref()
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    controlUrl: `http://${LOOPBACK}:${controlPort}`,
    secret,
    async stop() {
      clearInterval(timer)
      await Promise.all([closeServer(proxy), closeServer(control)])
    },
  }
}
