import type { IncomingMessage, ServerResponse } from 'node:http'
import { defined } from '../core/index.ts'
import { dialectOf, errorMessage } from './dialect.ts'
import type { Effect, ProxyFault } from './faults.ts'
import { upstreamHeaders } from './headers.ts'
import type { FaultLeases, Lease } from './leases.ts'
import { holdUntil, passOn, passOnBroken, passOnSlowly } from './pass-on.ts'

/** The settings by which a proxy answers requests. */
export interface Handling {
  /** Base address of provider A, without a trailing slash. */
  readonly upstream: string
  /** Whether the upstream is the bundled sandbox. */
  readonly isSandbox: boolean
  readonly fetch: typeof fetch
  readonly leases: FaultLeases
  /** The fault of every request that carries no token. */
  readonly fault?: ProxyFault
  /** Tokens that pass before a stream breaks. */
  readonly tokens: number
  readonly onRequest: (seen: SeenRequest) => void
}

/** A request for the log: never its body, its headers or its query. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly fault?: string
}

/** Limit of a request body, that of the Messages API. */
const BODY_LIMIT = 32 * 1024 * 1024

/** Answers one request: passes it on to the upstream, or injects the fault of its token. Never throws. */
export async function handleRequest(how: Handling, incoming: IncomingMessage, out: ServerResponse): Promise<void> {
  const disconnected = disconnectSignal(out)
  try {
    const body = await readBody(incoming)
    if (!body) return sendText(out, 413, { 'content-type': 'text/plain' }, 'The request is larger than 32 MiB.\n')
    const lease = how.leases.find(body.toString('utf8'))
    const fault = lease ? lease.fault : how.fault
    const path = (incoming.url ?? '/').split('?', 1)[0] ?? '/'
    how.onRequest({ method: incoming.method ?? 'GET', path, ...defined({ fault: fault?.name }) })
    if (lease) lease.counts.seen += 1
    const signal = lease?.fault ? AbortSignal.any([disconnected, lease.ended]) : disconnected
    await answerWith({ how, incoming, out, body: exchanged(body, lease), path, fault, lease, signal })
  } catch {
    // The caller or the upstream closed the connection in mid-answer: so does the proxy.
    out.socket?.destroy()
  }
}

interface Exchanging {
  readonly how: Handling
  readonly incoming: IncomingMessage
  readonly out: ServerResponse
  readonly body: Buffer
  readonly path: string
  readonly fault: ProxyFault | undefined
  readonly lease: Lease | undefined
  readonly signal: AbortSignal
}

async function answerWith(exchange: Exchanging): Promise<void> {
  const { out, path, fault, lease, signal } = exchange
  const inject = () => {
    if (lease?.fault) lease.counts.injected += 1
  }
  const effect = fault?.effect
  switch (effect?.kind) {
    case 'reset':
      inject()
      out.socket?.resetAndDestroy()
      return
    case 'hang':
      inject()
      return holdUntil(signal, out)
    case 'status':
      inject()
      return sendError(out, effect, path)
    default:
      return relay(exchange, effect, inject)
  }
}

async function relay(exchange: Exchanging, effect: Effect | undefined, inject: () => void): Promise<void> {
  const { how, out, path, lease, signal } = exchange
  const begunAt = performance.now()
  const answer = await askUpstream(exchange).catch(() => undefined)
  if (signal.aborted) {
    out.socket?.destroy()
    return
  }
  if (!answer?.ok && lease) lease.counts.upstreamError = answer?.status ?? 0
  if (!answer) {
    const text = dialectOf(path).errorBody('api_error', 'The fault proxy cannot reach its upstream')
    return sendText(out, 502, { 'content-type': 'application/json' }, text)
  }
  const passage = { out, answer, dialect: dialectOf(path), signal }
  if (!answer.ok || !effect) return passOn(passage)
  if (effect.kind === 'slow') {
    inject()
    return passOnSlowly(passage, effect.factor, begunAt)
  }
  if (effect.kind === 'break') return passOnBroken(passage, effect.next, how.tokens, inject)
}

function askUpstream({ how, incoming, body, signal }: Exchanging): Promise<Response> {
  const method = incoming.method ?? 'GET'
  return how.fetch(`${how.upstream}${incoming.url ?? '/'}`, {
    method,
    headers: upstreamHeaders(incoming.headers, how.isSandbox),
    redirect: 'manual',
    signal,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
  })
}

function sendError(out: ServerResponse, effect: Extract<Effect, { kind: 'status' }>, path: string): void {
  const { status, type, retryAfterS } = effect
  const headers = { 'content-type': 'application/json', ...defined({ 'retry-after': retryAfterS?.toString() }) }
  sendText(out, status, headers, dialectOf(path).errorBody(type, errorMessage(type)))
}

function sendText(out: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void {
  out.writeHead(status, headers)
  out.end(text)
}

/** The body for the upstream: provider A is asked for another answer than model B. */
function exchanged(body: Buffer, lease: Lease | undefined): Buffer {
  if (!lease?.exchange) return body
  return Buffer.from(body.toString('utf8').replaceAll(lease.exchange.from, lease.exchange.to))
}

/** The body of a request; undefined where it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > BODY_LIMIT) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function disconnectSignal(out: ServerResponse): AbortSignal {
  const controller = new AbortController()
  out.once('close', () => controller.abort())
  return controller.signal
}
