import type { Diagnosis } from './diagnosis.ts'
import { diagnoseStatus } from './status.ts'

const RULES: readonly (readonly [RegExp, Diagnosis])[] = [
  [/not logged in|please run \/login/i, { class: 'credentials', message: 'the client is not signed in' }],
  [
    /exceeded your current quota|quota exceeded|usage limit|spend limit|credit balance/i,
    { class: 'quota', message: 'our own limit is used up' },
  ],
  [
    /idle timeout|stream stalled|stream.{0,20}timed out/i,
    { class: 'stalled', message: 'the client saw the stream fall silent' },
  ],
  [/timed out|timeout/i, { class: 'timeout', message: 'the client got no answer in time' }],
  [
    /without receiving any events|empty or malformed|JSON Parse error|Unexpected token|is not valid JSON|Incomplete JSON|string in JSON/i,
    { class: 'edge', message: 'something else answered where a stream belongs' },
  ],
  [/at capacity|overloaded/i, { class: 'overloaded', message: 'the client says the service is overloaded' }],
  [/high demand/i, { class: 'server_error', message: 'the client says the service has trouble' }],
  [/ENOTFOUND/, { class: 'dns', message: 'the client did not find the name', sign: 'no-name' }],
  [/EAI_AGAIN|name resolution/i, { class: 'dns', message: 'the client did not find the name' }],
  [
    /certificate|CERT_|self.signed|SSL|TLS/,
    { class: 'tls', message: 'the client got no secure connection', sign: 'answer' },
  ],
  [/ECONNREFUSED|connection refused/i, { class: 'connect', message: 'the client got no connection', sign: 'answer' }],
  [
    /error sending request|fetch failed|waiting for network/i,
    { class: 'connect', message: 'the client got no connection' },
  ],
  [
    /(server|service) had an error|internal (server )?error/i,
    { class: 'server_error', message: 'the service says it failed' },
  ],
  [/TooManyRedirects|redirect/i, { class: 'edge', message: 'redirects without end' }],
  [
    /stream (disconnected|closed|ended)|before completion|ECONNRESET mid|terminated/i,
    { class: 'truncated', message: 'the stream broke off' },
  ],
  [/ECONNRESET|EPIPE/, { class: 'connect', message: 'the client got no connection', sign: 'answer' }],
  [/socket|connection/i, { class: 'connect', message: 'the client got no connection' }],
]

/** For what a client tells in words alone: a status that stands in the words, else what the words are about. */
export function diagnoseProse(text: string): Diagnosis | undefined {
  const status = Number(/\b(?:status:?|status code:?|HTTP|API Error:)\s*(\d{3})\b/i.exec(text)?.[1])
  if (status >= 400 && status < 600) return diagnoseStatus({ status })
  return RULES.find(([pattern]) => pattern.test(text))?.[1]
}
