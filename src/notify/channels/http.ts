import { codeOf, connectionAdvice, defined, oneLine, retryAfterMs, SECOND, type Secret } from '../../core/index.ts'
import { ChannelError } from './channel.ts'
import { createScrub } from './scrub.ts'

/** The part of an HTTP response that a channel needs. */
export interface Reply {
  readonly status: number
  /** The first few thousand characters. */
  readonly body: string
  readonly retryAfterMs?: number
}

/** What a channel needs to speak to its service. Its secrets are taken out of every error. */
export interface Service {
  readonly channel: string
  /** What the service refuses when it refuses the channel: its address, or a key. */
  readonly secret: Secret
  /** A second secret that an answer may repeat. */
  readonly otherSecret?: Secret
  /** Where the secret is not the address: the address, and where the user sets it. */
  readonly address?: ServiceAddress
  readonly fetcher: typeof fetch
}

interface ServiceAddress {
  readonly url: string
  /** `server of the channel "phones"` */
  readonly place: string
}

function addressOf({ address, secret }: Pick<Service, 'address' | 'secret'>): ServiceAddress {
  return address ?? { url: secret.reveal(), place: secret.name }
}

/** At most this much of an answer is read, unless a channel needs more. */
const MAX_BYTES = 8_192

/** Reads at most `most` bytes of a response. Ends early where the other side sends without end. */
export async function readReply(response: Response, most = MAX_BYTES): Promise<Reply> {
  const body = await firstBytes(response, most)
  return { status: response.status, body, ...defined({ retryAfterMs: retryAfterMs(response.headers) }) }
}

async function firstBytes(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8')
}

/** Answers that say "later", not "no" (RFC 9110, RFC 6585). */
function isOverload(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}

/** The wait after a rate limit that names none; Slack, for one, takes a message a second. */
export const UNNAMED_LIMIT_MS = SECOND

/** Of the hints on trouble that may pass: the worker repeats the send. */
export const AGAIN = 'Doorwatch tries again by itself.'
const BUSY = `The service limits how often alerts may be sent. ${AGAIN}`

/** What nginx, Apache and Go answer to HTTP on a port for HTTPS. */
const PLAIN_ON_TLS =
  /plain HTTP request was sent to HTTPS|speaking plain HTTP to an SSL|HTTP request to an HTTPS server/i

/** Whether an answer is a success. */
export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status <= 299
}

/** Whether an answer says by its status alone that a message was taken, as a 202 or 204. */
export function isWithoutWords({ status, body }: Reply): boolean {
  return status !== 200 && body.trim() === ''
}

/** Whether the body is a web page, as a captive portal or a proxy answers; content types do not tell, Slack's is text/html. */
export function isWebPage({ body }: Pick<Reply, 'body'>): boolean {
  return body.trimStart().startsWith('<')
}

/** Whether the body is a document in HTML: a page of a captive portal or proxy where a service answers in words of its own. */
export function isHtmlDocument({ body }: Pick<Reply, 'body'>): boolean {
  return /^\s*<(!doctype\s+html|html|head|body|title|meta|script)\b/i.test(body.replace(/<!--[\s\S]*?-->/g, ''))
}

/**
 * The error for an answer that is no success. Permanent only with `advice`: a captive portal, a proxy or a wrong address
 * in between answers as well, and none of them may keep an alert from its channel.
 * @param advice what to do where the answer of the service shows that repeating cannot help; undefined where it does not
 */
export function answerError(service: Service, reply: Reply, advice: string | undefined): ChannelError {
  const { channel, secret, otherSecret = secret } = service
  const words = isWebPage(reply) ? 'a web page' : reply.body
  const answer = oneLine(createScrub(otherSecret)(createScrub(secret)(words)), 100)
  const message = `${channel}: HTTP ${reply.status}${answer === '' ? '' : ` (${answer})`}`
  if (advice !== undefined) return new ChannelError(message, { permanent: true, hint: advice })
  const waitMs = reply.retryAfterMs ?? (reply.status === 429 ? UNNAMED_LIMIT_MS : undefined)
  return new ChannelError(message, {
    permanent: false,
    retryAfterMs: isOverload(reply.status) ? waitMs : undefined,
    hint: transientHint(reply, addressOf(service)),
  })
}

function transientHint(reply: Reply, { place }: ServiceAddress): string {
  if (PLAIN_ON_TLS.test(reply.body)) {
    return `The server speaks TLS on this port: write https:// in place of http:// in ${place}.`
  }
  if (reply.status === 429) return BUSY
  if (isOverload(reply.status)) return `The service behind ${place} has trouble. ${AGAIN}`
  if (isWebPage(reply) || reply.status < 400) {
    return `This is not an answer of the service: a captive portal or proxy may stand in between. ${AGAIN} If it persists, check the address in ${place}.`
  }
  return `The service did not take the message. ${AGAIN} If it persists, check the address in ${place}.`
}

const CODE_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the DNS server does not answer',
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

/** The error for a request that got no answer. Names its code only: the messages of transports repeat the address. */
export function unreached(service: Omit<Service, 'fetcher'>, thrown: unknown): ChannelError {
  if (thrown instanceof ChannelError) return thrown
  const { channel } = service
  const address = addressOf(service)
  const code = codeOf(thrown)
  if (code === 'ERR_INVALID_URL') {
    return new ChannelError(`${channel}: the address is not a URL`, {
      permanent: true,
      hint: `Check the address in ${address.place}.`,
    })
  }
  const words = code === undefined ? 'no usable answer' : (CODE_WORDS[code] ?? `no usable answer, ${code}`)
  return new ChannelError(`${channel}: ${words}`, { permanent: false, hint: adviceFor(code, address) })
}

function adviceFor(code: string | undefined, { url, place }: ServiceAddress): string {
  const isPlain = /^http:/i.test(url)
  if (isPlain && CLOSED.includes(code ?? '')) {
    return `The server closed the connection. Where it speaks TLS on this port, write https:// in place of http:// in ${place}.`
  }
  const words = { place, plain: 'http://', secure: 'https://' }
  const advice = code === undefined ? undefined : connectionAdvice(code, words)
  return advice ?? `Check host, port and scheme (https:// or http://) in ${place}. ${AGAIN}`
}

const CLOSED: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']
