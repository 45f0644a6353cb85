import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { type Socket, connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { bareHost, codeOf, shownProxy } from '../core/index.ts'
import { ProxyError, proxyRefusal } from './proxy-error.ts'

/** Timeout for the answer of a proxy, ms. */
const LIMIT_MS = 15_000

/** The credentials in a proxy's address as a header; no header where it has none. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

/**
 * A connection through a proxy (HTTP CONNECT) to host and port.
 * @throws ProxyError if the proxy does not answer or refuses to connect; AbortError if `signal` aborts
 */
export function openTunnel(to: {
  readonly proxy: URL
  readonly host: string
  readonly port: number
  readonly signal?: AbortSignal | undefined
}): Promise<Socket> {
  const { proxy, host, port, signal } = to
  const authority = `${host.includes(':') ? `[${bareHost(host)}]` : host}:${port}`
  const limit = AbortSignal.timeout(LIMIT_MS)
  return new Promise((resolve, reject) => {
    const connecting = (proxy.protocol === 'https:' ? secureRequest : plainRequest)({
      method: 'CONNECT',
      host: bareHost(proxy.hostname),
      port: portOf(proxy),
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      agent: false,
    })
    const abort = () => connecting.destroy()
    signal?.addEventListener('abort', abort, { once: true })
    limit.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    connecting.once('connect', (answer, socket: Socket, head) => {
      const status = answer.statusCode ?? 0
      release()
      if (status >= 200 && status < 300) {
        if (head.length > 0) socket.unshift(head)
        resolve(socket)
      } else {
        socket.destroy()
        reject(proxyRefusal(shownProxy(proxy), status))
      }
    })
    connecting.once('error', (cause) => {
      release()
      reject(signal?.aborted ? aborted(signal) : unreachable(proxy, cause))
    })
    connecting.end()

    function release(): void {
      signal?.removeEventListener('abort', abort)
      limit.removeEventListener('abort', abort)
    }
  })
}

/**
 * A connection to the proxy itself.
 * @throws ProxyError if it cannot be made; AbortError if `signal` aborts
 */
export function connectToProxy(proxy: URL, signal?: AbortSignal): Promise<Socket> {
  const to = { host: bareHost(proxy.hostname), port: portOf(proxy) }
  const secure = proxy.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const socket = secure ? tlsConnect({ ...to, servername: to.host }) : tcpConnect(to)
    const abort = () => socket.destroy(new Error('aborted'))
    const failed = (cause: Error) => {
      signal?.removeEventListener('abort', abort)
      reject(signal?.aborted ? aborted(signal) : unreachable(proxy, cause))
    }
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    socket.once('error', failed)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      signal?.removeEventListener('abort', abort)
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

function unreachable(proxy: URL, cause: unknown): ProxyError {
  const code = codeOf(cause) ?? 'no answer'
  return new ProxyError('EPROXY_UNREACHABLE', `the proxy ${shownProxy(proxy)} does not answer (${code})`, { cause })
}

/** The error that Node gives where the signal of a request aborts. */
function aborted({ reason }: AbortSignal): Error {
  return Object.assign(new Error('The operation was aborted', { cause: reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  })
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80))
}
