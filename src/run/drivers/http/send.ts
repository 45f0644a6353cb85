import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { bareHost, defined, type FailureClass, type ProxySettings } from '../../../core/index.ts'
import { proxyRefusal, routeTo } from '../../../net/index.ts'
import { PRODUCT_AGENT } from '../../../package/index.ts'
import type { HttpRequest } from '../../../probe/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { codesOf, diagnoseNet } from '../../classify/net.ts'
import { ObservedFailure } from '../../classify/thrown.ts'

/** How far a request came: what it waits for. Updated as it proceeds. */
export interface Way {
  at: 'proxy' | 'name' | 'connection' | 'secrecy' | 'answer'
  /** The host of the last request. */
  host?: string
}

/**
 * Sends a request over a new connection (a kept one would hide a closed door) and resolves with the head of the answer,
 * whose body is still to be read.
 * @throws ObservedFailure of class dns, connect, tls or edge
 */
export function send(
  url: string,
  request: HttpRequest,
  { signal, way, proxy }: { readonly signal: AbortSignal; readonly way: Way; readonly proxy: ProxySettings },
): Promise<IncomingMessage> {
  const secure = url.startsWith('https:')
  const host = bareHost(new URL(url).hostname)
  way.host = host
  const { headers: proxyHeaders, ...route } = routeTo(new URL(url), proxy, signal)
  way.at = route.proxy !== undefined ? 'proxy' : isIP(host) ? 'connection' : 'name'
  const body = request.json === undefined ? request.body : JSON.stringify(request.json)
  const options = {
    method: methodOf(request),
    headers: {
      'user-agent': PRODUCT_AGENT,
      accept: '*/*',
      'accept-encoding': 'identity',
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...request.headers,
      ...proxyHeaders,
    },
    ...route,
    signal,
  }
  return new Promise((resolve, reject) => {
    const sent = secure ? secureRequest(url, options) : plainRequest(url, options)
    sent.once('response', (answer) => {
      if (route.proxy === undefined || answer.statusCode !== 407) return resolve(answer)
      answer.destroy()
      reject(asFailure(proxyRefusal(route.proxy, 407), false, host))
    })
    sent.once('socket', (socket) => {
      if (route.proxy !== undefined) way.at = secure ? 'secrecy' : 'answer'
      followTo(way, socket, secure)
    })
    sent.on('error', (error) => reject(signal.aborted ? error : asFailure(error, false, host)))
    sent.end(body)
  })
}

/** The method of a request: POST where it has a body and names none. */
export function methodOf({ method, json, body }: HttpRequest): string {
  return method ?? (json === undefined && body === undefined ? 'GET' : 'POST')
}

function followTo(way: Way, socket: Socket, secure: boolean): void {
  socket.once('lookup', () => {
    way.at = 'connection'
  })
  socket.once('connect', () => {
    way.at = secure ? 'secrecy' : 'answer'
  })
  socket.once('secureConnect', () => {
    way.at = 'answer'
  })
}

const MISSING: Readonly<Record<Way['at'], readonly [FailureClass, string]>> = {
  proxy: ['connect', 'our proxy did not connect'],
  name: ['dns', 'the host name could not be resolved'],
  connection: ['connect', 'no connection'],
  secrecy: ['tls', 'no secure connection'],
  answer: ['timeout', 'no answer'],
}

/** What a request waited for when its time was over. */
export function diagnoseWay({ at, host }: Way, within: string): Diagnosis {
  const [kind, missing] = MISSING[at]
  return {
    class: kind,
    message: `${missing} ${within}`,
    sign: at === 'proxy' ? 'own' : 'silence',
    ...defined({ host }),
  }
}

/** A connection error as an ObservedFailure, any other error as it is. @param answered the head of the answer had come */
export function asFailure(error: unknown, answered: boolean, host?: string): unknown {
  for (const code of codesOf(error)) {
    const diagnosis = diagnoseNet(code, answered)
    if (diagnosis) return new ObservedFailure({ ...diagnosis, ...defined({ host }) }, error)
  }
  // Node's error for a connection that ends inside a body has no code of its own.
  if (answered) return new ObservedFailure({ class: 'truncated', message: 'the answer was cut off' }, error)
  return error
}

/** Header names in lower case, each with one value. */
export function headersOf(answer: IncomingMessage): Readonly<Record<string, string>> {
  const pairs = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(pairs)
}
