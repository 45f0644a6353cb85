import { connectionAdvice, defined, oneLine, SECOND, type Secret } from '../../core/index.ts'
import { ChannelError } from './channel.ts'
import { createScrub } from './scrub.ts'

/** The part of an HTTP response that a channel needs. */
export interface Reply {
  readonly status: number
  /** The first few thousand characters. */
  readonly body: string
  readonly retryAfterMs?: number
}

/** At most this much of an answer is read. */
const MAX_BYTES = 8_192

/** Reads a response, bounded. Ends early where the other side sends without end. */
export async function readReply(response: Response): Promise<Reply> {
  const retryAfterMs = retryAfterOf(response.headers)
  const body = await firstBytes(response)
  return { status: response.status, body, ...defined({ retryAfterMs }) }
}

async function firstBytes(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size >= MAX_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString('utf8')
}

/** Retry-After in ms: seconds, or a date that is compared with the date of the answer, not with this machine's clock. */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * SECOND
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

/** Answers that say "later", not "no" (RFC 9110, RFC 6585). */
function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}

/** The wait after a rate limit that names none; Slack, for one, takes a message a second. */
const UNNAMED_LIMIT_MS = SECOND

const AGAIN = 'Doorwatch tries again by itself.'
const BUSY = `The service limits how often alerts may be sent. ${AGAIN}`

/** What nginx, Apache and Go answer to HTTP on a port for HTTPS. */
const PLAIN_ON_TLS =
  /plain HTTP request was sent to HTTPS|speaking plain HTTP to an SSL|HTTP request to an HTTPS server/i

function useTls(secret: Secret): string {
  return `The server speaks TLS on this port: write https:// in place of http:// in ${secret.name}.`
}

/** The error for an answer that is no success. */
export function refusal(channel: string, secret: Secret, reply: Reply): ChannelError {
  const answer = oneLine(createScrub(secret)(reply.body.startsWith('<') ? 'a web page' : reply.body), 100)
  const message = `${channel}: HTTP ${reply.status}${answer === '' ? '' : ` (${answer})`}`
  if (isTransient(reply.status)) {
    const hint = reply.status === 429 ? BUSY : `The service behind ${secret.name} has trouble. ${AGAIN}`
    const retryAfterMs = reply.retryAfterMs ?? (reply.status === 429 ? UNNAMED_LIMIT_MS : undefined)
    return new ChannelError(message, { permanent: false, retryAfterMs, hint })
  }
  const hint = PLAIN_ON_TLS.test(reply.body) ? useTls(secret) : `Check the address in ${secret.name}.`
  return new ChannelError(message, { permanent: true, hint })
}

const CODE_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'connection closed before the answer',
  ABORT_ERR: 'no answer in time',
  CERT_HAS_EXPIRED: 'the certificate of the server has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the server is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the server is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the server is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
}

/**
 * The error for a request that got no answer. Says its code only: the words of transports repeat the address.
 */
export function unreached(channel: string, secret: Secret, thrown: unknown): ChannelError {
  if (thrown instanceof ChannelError) return thrown
  const code = codeOf(thrown)
  if (code === 'ERR_INVALID_URL') {
    return new ChannelError(`${channel}: the address is not a URL`, {
      permanent: true,
      hint: `Check the address in ${secret.name}.`,
    })
  }
  const words = code === undefined ? 'no usable answer' : (CODE_WORDS[code] ?? `no usable answer, ${code}`)
  return new ChannelError(`${channel}: ${words}`, { permanent: false, hint: adviceFor(code, secret) })
}

function adviceFor(code: string | undefined, secret: Secret): string {
  const isPlain = /^http:/i.test(secret.reveal())
  if (isPlain && CLOSED.includes(code ?? '')) {
    return `The server closed the connection. Where it speaks TLS on this port, write https:// in place of http:// in ${secret.name}.`
  }
  const words = { place: secret.name, plain: 'http://', secure: 'https://' }
  const advice = code === undefined ? undefined : connectionAdvice(code, words)
  return advice ?? `Check host, port and scheme (https:// or http://) in ${secret.name}. ${AGAIN}`
}

const CLOSED: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

/** The code nearest to the cause of an error. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const inner = codeOf(thrown.cause)
  if (inner !== undefined) return inner
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return 'ABORT_ERR'
  const code = 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined
}
