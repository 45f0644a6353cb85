import { type AgentOptions, type ClientRequestArgs, Agent as PlainAgent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { type ProxySettings, proxyFor, shownProxy } from '../core/index.ts'
import { connectToProxy, openTunnel, proxyHeaders } from './tunnel.ts'

/** How a request of node:http or node:https reaches an address: options to add to its own. */
interface Route {
  /** Opens a new connection for every request: a kept one would hide that the service accepts no new ones. */
  readonly agent: PlainAgent
  /** The request target for the proxy: the absolute address instead of the path. */
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  /** The proxy in between, without its password. */
  readonly proxy?: string
}

/**
 * The route to an address: direct, by CONNECT (https), or by requesting the absolute address from the proxy (http).
 * @param signal ends a connection to the proxy that is not open yet. The request's own signal does not: Node destroys a request
 *   without a socket only once its agent gives it one
 */
export function routeTo(url: URL, settings: ProxySettings, signal?: AbortSignal): Route {
  const secure = url.protocol === 'https:'
  const proxy = proxyFor(url, settings)
  const options: AgentOptions = { keepAlive: false }
  if (!proxy) return { agent: secure ? new SecureAgent(options) : new PlainAgent(options), headers: {} }
  const way = { proxy, signal }
  if (secure) return { agent: new TunnelAgent(way, options), headers: {}, proxy: shownProxy(proxy) }
  const withoutHash = new URL(url)
  withoutHash.hash = ''
  return {
    agent: new ProxyAgent(way, options),
    path: withoutHash.href,
    headers: proxyHeaders(proxy),
    proxy: shownProxy(proxy),
  }
}

/** Node ignores the stream where there is an error. */
type Created = (error: Error | null, stream: Duplex) => void

interface ProxyWay {
  readonly proxy: URL
  readonly signal: AbortSignal | undefined
}

/** Connects to the proxy instead of the host. */
class ProxyAgent extends PlainAgent {
  readonly #way: ProxyWay

  constructor(way: ProxyWay, options: AgentOptions) {
    super(options)
    this.#way = way
  }

  override createConnection(_to: ClientRequestArgs, created?: Created): undefined {
    connectToProxy(this.#way.proxy, this.#way.signal).then(
      (socket) => created?.(null, socket),
      (error: Error) => created?.(error, new Duplex()),
    )
    return undefined
  }
}

/** Connects to the host through a tunnel, and speaks TLS with it. */
class TunnelAgent extends SecureAgent {
  readonly #way: ProxyWay

  constructor(way: ProxyWay, options: AgentOptions) {
    super(options)
    this.#way = way
  }

  override createConnection(to: ClientRequestArgs & ConnectionOptions, created?: Created): undefined {
    const { host, port } = to
    openTunnel({ ...this.#way, host: host ?? '', port: Number(port ?? 443) }).then(
      (socket) => created?.(null, tlsConnect({ ...to, socket })),
      (error: Error) => created?.(error, new Duplex()),
    )
    return undefined
  }
}
