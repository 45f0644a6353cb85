import { defined, type FailureClass } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

type Sign = NonNullable<Diagnosis['sign']>

/** Codes of Node (`ENOTFOUND`), undici (`UND_ERR_SOCKET`) and Chromium (`ERR_NAME_NOT_RESOLVED`). The first match counts. */
const RULES: readonly (readonly [RegExp, FailureClass, string, Sign?])[] = [
  [
    /^(ENOTFOUND|EAI_NONAME|ENODATA|ERR_NAME_NOT_RESOLVED|ERR_ICANN)/,
    'dns',
    'the host name could not be resolved',
    'no-name',
  ],
  [/^(EAI_|ESERVFAIL|ERR_NAME_|ERR_DNS_)/, 'dns', 'the host name could not be resolved', 'silence'],
  [
    /^(ERR_CERT_|CERT_|ERR_TLS_|ERR_SSL_|EPROTO|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_BAD_SSL)/,
    'tls',
    'no secure connection',
    'answer',
  ],
  [
    /^ERR_(UNSAFE_PORT|INVALID_URL|UNKNOWN_URL_SCHEME|DISALLOWED_URL_SCHEME|BLOCKED_BY_(CLIENT|ADMINISTRATOR))$/,
    'probe_error',
    'the browser does not open this address',
  ],
  [/^ERR_TOO_MANY_REDIRECTS$/, 'edge', 'redirects without end'],
  [
    /^(ERR_INCOMPLETE|ERR_CONTENT_LENGTH|ERR_HTTP2|ERR_QUIC|ERR_INVALID_CHUNKED|HPE_INVALID_(CHUNK|EOF)|Z_BUF_ERROR)/,
    'truncated',
    'the answer was cut off',
  ],
  [/^(ERR_INVALID_HTTP_RESPONSE|ERR_INVALID_RESPONSE|ERR_RESPONSE_HEADERS|HPE_)/, 'edge', 'the answer is not HTTP'],
  [/^(ERR_CONTENT_DECODING|Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/, 'edge', 'the answer cannot be decompressed'],
  [/^(ERR_TIMED_OUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/, 'timeout', 'no answer in time'],
  [/^(ECONNREFUSED|ERR_CONNECTION_REFUSED)$/, 'connect', 'connection refused', 'answer'],
  [/^(ECONNRESET|EPIPE|ERR_CONNECTION_RESET)$/, 'connect', 'connection reset', 'answer'],
  [
    /^(UND_ERR_SOCKET|ERR_CONNECTION_CLOSED|ERR_EMPTY_RESPONSE|ERR_SOCKET)/,
    'connect',
    'connection closed without an answer',
    'answer',
  ],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT)$/, 'connect', 'no connection in time', 'silence'],
  [/^EPROXY_AUTH$/, 'connect', 'our proxy asks for a user name and password', 'own'],
  [
    /^(EPROXY_|ERR_(PROXY|TUNNEL|SOCKS|NO_SUPPORTED_PROXIES|MANDATORY_PROXY))/,
    'connect',
    'our proxy does not connect',
    'own',
  ],
  [
    /^(ENETDOWN|ENONET|EADDRNOTAVAIL|ERR_(INTERNET_DISCONNECTED|NETWORK_(CHANGED|IO_SUSPENDED)))/,
    'connect',
    'this machine has no network',
    'own',
  ],
  [/^(E(HOST|NET)UNREACH|EHOSTDOWN|ERR_(ADDRESS|NETWORK|CONNECTION))/, 'connect', 'no route to the server', 'silence'],
]

/** Diagnosis of a network error code, undefined for an unknown one. @param answered the head of the answer had arrived */
export function diagnoseNet(code: string, answered = false): Diagnosis | undefined {
  const rule = RULES.find(([pattern]) => pattern.test(code))
  if (!rule) return undefined
  const [, kind, words, sign] = rule
  if (answered && kind === 'connect') return { class: 'truncated', message: `the answer was cut off (${code})` }
  return { class: kind, message: `${words} (${code})`, ...defined({ sign }) }
}

/** The codes of an error and its causes, outermost first. Chromium's are in the message: `net::ERR_…`. */
export function codesOf(thrown: unknown): readonly string[] {
  const codes: string[] = []
  for (let error = thrown; error instanceof Error && codes.length < 10; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') codes.push(code)
    const net = /net::(ERR_[A-Z0-9_]+)/.exec(error.message)
    if (net?.[1]) codes.push(net[1])
  }
  return codes
}
