import { cutText } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseStatus } from './status.ts'

type Rule = readonly [RegExp, Diagnosis]

const ALL_LIMITED: Diagnosis = { class: 'overloaded', message: 'the service limits requests of everyone' }
const USED_UP: Diagnosis = { class: 'quota', message: 'our own limit is used up' }
const NOT_SIGNED_IN: Diagnosis = { class: 'credentials', message: 'the client is not signed in' }
const NOT_ALLOWED: Diagnosis = { class: 'credentials', message: 'our account may not use the service' }
const TOO_OLD: Diagnosis = { class: 'spawn', message: 'the client is too old for the service: update it' }
const NO_ROOM: Diagnosis = { class: 'spawn', message: 'the client cannot work on this machine' }

/**
 * Failures of ours or of the client. They are matched before those of the service: our limit, used up at the same hour every
 * day, must not be an outage.
 */
const OUR_RULES: readonly Rule[] = [
  // Before our limits, because it states that it is none of them.
  [/not your usage limit|temporarily limiting requests/i, ALL_LIMITED],
  [
    /not logged in|please run \/login|(?:log|sign) ?in again|(?:token|session|login).{0,30}(?:expired|revoked)|invalid (?:x-)?api.key|api key (?:not valid|not found|is invalid)|could not be refreshed|invalid auth method/i,
    NOT_SIGNED_IN,
  ],
  [
    /(?:not|n.t) (?:yet )?(?:available|supported) in your (?:country|region|location)|unsupported.(?:country|region)|location is not supported|(?:organi[sz]ation|account|workspace|admin\w*) (?:has |have )?(?:been )?(?:disabled|suspended|deactivated|banned|blocked)|(?:disabled|blocked) by your (?:organi[sz]ation|admin\w*)|not have (?:access|permission)|permission.denied/i,
    NOT_ALLOWED,
  ],
  [
    /(?:newer|minimum|later|latest) version.{0,60}(?:required|needed|to continue)|version.{0,40}(?:needs an update|(?:no longer|not) supported|is too old)|requires a newer version|update (?:is )?required|client (?:is )?(?:out of date|outdated)/i,
    TOO_OLD,
  ],
  [
    /\bquota\b|resource.{0,10}exhausted|exhausted your|(?:usage|rate|spend(?:ing)?|session|message|request|plan|account|daily|weekly|monthly|hourly|\d+.(?:hour|day|minute)) limit|rate.limit(?:ed)?\b|(?:hit|reached|exceeded|over|used up) (?:your|the|our) (?:\S+ ){0,3}limit|limit reached|out of (?:\S+ )?(?:usage|credits?)|extra usage|credit balance|insufficient (?:credits?|funds|balance)|payment required|too many requests/i,
    USED_UP,
  ],
  [
    /ENOSPC|no space left|heap out of memory|GLIBC_|raw mode is not supported|EACCES|EROFS|EMFILE|cannot allocate memory/i,
    NO_ROOM,
  ],
]

const SERVICE_RULES: readonly Rule[] = [
  [
    /idle timeout|stream stalled|stream.{0,20}timed out/i,
    { class: 'stalled', message: 'the stream to the client stalled' },
  ],
  [/timed out|timeout/i, { class: 'timeout', message: 'the client got no answer in time' }],
  [
    /without receiving any events|empty or malformed|JSON Parse error|Unexpected token|is not valid JSON|Incomplete JSON|string in JSON/i,
    { class: 'edge', message: 'something else answered instead of a stream' },
  ],
  [/at capacity|overloaded/i, { class: 'overloaded', message: 'the client says the service is overloaded' }],
  [/high demand/i, { class: 'server_error', message: 'the client says the service has trouble' }],
  [/ENOTFOUND/, { class: 'dns', message: 'the client could not resolve the host name', sign: 'no-name' }],
  [/EAI_AGAIN|name resolution/i, { class: 'dns', message: 'the client could not resolve the host name' }],
  [
    /certificate|CERT_|self.signed|SSL|TLS/,
    { class: 'tls', message: 'the client could not establish a TLS connection', sign: 'answer' },
  ],
  [/ECONNREFUSED|connection refused/i, { class: 'connect', message: 'the client could not connect', sign: 'answer' }],
  [
    /error sending request|fetch failed|waiting for network/i,
    { class: 'connect', message: 'the client could not connect' },
  ],
  [
    /(server|service) had an error|internal (server )?error|service (?:is )?(?:temporarily )?unavailable|bad gateway/i,
    { class: 'server_error', message: 'the service says it failed' },
  ],
  [/TooManyRedirects|redirect/i, { class: 'edge', message: 'redirects without end' }],
  [
    /stream (disconnected|closed|ended)|before completion|ECONNRESET mid|terminated/i,
    { class: 'truncated', message: 'the stream was cut off' },
  ],
  [/ECONNRESET|EPIPE/, { class: 'connect', message: 'the client could not connect', sign: 'answer' }],
  [/socket|connection/i, { class: 'connect', message: 'the client could not connect' }],
]

/** Errors of HTTP clients for a proxy that refused a tunnel, before any service was reached. */
const OUR_PROXY =
  /proxy response \(\d+\)|proxy authentication required|tunneling socket could not|tunnel failed, response \d+|proxy connect(ion)? (failed|refused|aborted)/i

const STATUS = /(?:\b(?:status:?|status code:?|HTTP|API Error:? ?\(?)|\\?"(?:code|status)\\?":)\s*(\d{3})\b/i

/** Diagnosis of a failure that a client reports in prose: by a status in the text, else by its words. */
export function diagnoseProse(text: string): Diagnosis | undefined {
  return ourProxy(text) ?? statusIn(text) ?? ruleFor(OUR_RULES, text) ?? ruleFor(SERVICE_RULES, text)
}

/**
 * Diagnosis by unrecognised output, such as a stack trace: by a status, a network error code, and failures of ours. The
 * words "timeout" or "connection" in it are no evidence.
 */
export function diagnoseNoise(text: string): Diagnosis | undefined {
  const ours = ourProxy(text) ?? statusIn(text) ?? ruleFor(OUR_RULES, text)
  return ours ?? (/\bE[A-Z_]{5,}\b/.test(text) ? ruleFor(NETWORK_RULES, text) : undefined)
}

const NETWORK_RULES = SERVICE_RULES.filter(([, { class: kind }]) => kind === 'dns' || kind === 'connect')

function ourProxy(text: string): Diagnosis | undefined {
  if (!OUR_PROXY.test(text)) return undefined
  return { class: 'connect', message: 'our proxy did not connect the client', sign: 'own' }
}

function statusIn(text: string): Diagnosis | undefined {
  const status = Number(STATUS.exec(text)?.[1])
  return status >= 400 && status < 600 ? diagnoseStatus({ status }) : undefined
}

function ruleFor(rules: readonly Rule[], text: string): Diagnosis | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1]
}

/** Diagnosis of an unrecognised error message: no evidence against the service. */
export function unknownWords(text: string): Diagnosis {
  const [line = ''] = text.trim().split('\n')
  const words = cutText(line, 120)
  return { class: 'drift', message: `the client reports an unrecognised error${words ? `: ${words}` : ''}` }
}
