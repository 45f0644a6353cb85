import { type AgentOptions, type ClientRequestArgs, Agent as PlainAgent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { type ProxySettings, proxyFor, shownProxy } from '../core/index.ts'
import { connectToProxy, openTunnel, proxyHeaders } from './tunnel.ts'

/** How a request of node:http or node:https reaches an address: options to add to its own. */
export interface Route {
  /** A connection of its own for every request: a kept one would hide a door that is shut. */
  readonly agent: PlainAgent
  /** What the proxy is asked for in place of the path. */
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  /** The proxy on the way, as it may be shown. */
  readonly proxy?: string
}

/** The way to an address: direct, by CONNECT (https), or by asking the proxy for the whole address (http). */
export function routeTo(url: URL, settings: ProxySettings): Route {
  const secure = url.protocol === 'https:'
  const proxy = proxyFor(url, settings)
  const options: AgentOptions = { keepAlive: false }
  if (!proxy) return { agent: secure ? new SecureAgent(options) : new PlainAgent(options), headers: {} }
  if (secure) return { agent: new TunnelAgent(proxy, options), headers: {}, proxy: shownProxy(proxy) }
  const whole = new URL(url)
  whole.hash = ''
  return {
    agent: new ProxyAgent(proxy, options),
    path: whole.href,
    headers: proxyHeaders(proxy),
    proxy: shownProxy(proxy),
  }
}

type Created = (error: Error | null, stream: Duplex) => void

/** Node looks at the stream only where there is no error. */
const NONE = undefined as unknown as Duplex

/** Connects to the proxy in place of the host. */
class ProxyAgent extends PlainAgent {
  readonly #proxy: URL

  constructor(proxy: URL, options: AgentOptions) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(_to: ClientRequestArgs, created?: Created): undefined {
    connectToProxy(this.#proxy).then(
      (socket) => created?.(null, socket),
      (error: Error) => created?.(error, NONE),
    )
    return undefined
  }
}

/** Connects to the host through a tunnel, and speaks TLS with it. */
class TunnelAgent extends SecureAgent {
  readonly #proxy: URL

  constructor(proxy: URL, options: AgentOptions) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(to: ClientRequestArgs & ConnectionOptions, created?: Created): undefined {
    const { host, port, signal } = to
    openTunnel({ proxy: this.#proxy, host: host ?? '', port: Number(port ?? 443), signal }).then(
      (socket) => created?.(null, tlsConnect({ ...to, socket })),
      (error: Error) => created?.(error, NONE),
    )
    return undefined
  }
}
