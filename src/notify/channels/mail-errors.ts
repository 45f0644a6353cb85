import { connectionAdvice, defined, oneLine, type Secret } from '../../core/index.ts'
import { ChannelError } from './channel.ts'
import type { Refusal } from './recipients.ts'

/** Which channel failed, and the variable that holds its address. */
export interface MailPlace {
  readonly channel: string
  readonly smtp: Secret
  /** Takes the address and its password out of a text. */
  readonly scrub: (text: string) => string
}

/** The error of a mail that was not sent, with what to do about it. */
export function mailError(thrown: unknown, place: MailPlace): ChannelError {
  const { channel, smtp } = place
  const facts = factsOf(thrown)
  const { code, originalCode, responseCode, response } = facts
  if (responseCode !== undefined) return answered(facts, responseCode, response ?? String(responseCode), place)
  if (code === 'ENOAUTH' || code === 'ECONFIG' || code === 'EENVELOPE') {
    return unusable(SETTING_WORDS[code], place)
  }
  const words = CODE_WORDS[originalCode ?? ''] ?? CODE_WORDS[code ?? ''] ?? 'the mail was not sent'
  const codes = [code, originalCode].filter((candidate) => candidate !== undefined && /^[A-Z_0-9]+$/.test(candidate))
  const message = `${channel}: ${words}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`
  return new ChannelError(message, { permanent: false, hint: adviceFor(facts, smtp) })
}

/** The error of a channel whose settings cannot work. */
export function unusable(what: string, { channel, smtp }: MailPlace): ChannelError {
  return new ChannelError(`${channel}: ${what}`, { permanent: true, hint: `Check ${smtp.name}.` })
}

/** The server's answer for each recipient that it refused, from a mail that others got or from an error. */
export function refusalsIn(from: unknown, scrub: (text: string) => string): readonly Refusal[] {
  const { rejectedErrors } = (from ?? {}) as { rejectedErrors?: unknown }
  if (!Array.isArray(rejectedErrors)) return []
  return rejectedErrors.flatMap((rejection: unknown) => {
    const { recipient } = (rejection ?? {}) as { recipient?: unknown }
    if (typeof recipient !== 'string') return []
    const { responseCode = 550, response = String(responseCode) } = factsOf(rejection)
    return [{ address: recipient, answer: oneLine(scrub(response), 100), later: responseCode < 500 }]
  })
}

function answered(facts: MailFacts, status: number, response: string, { channel, smtp, scrub }: MailPlace) {
  const message = `${channel}: the mail server answered "${oneLine(scrub(response), 160)}"`
  if (facts.permanent !== true) {
    const hint = `The server asks to come back later (${status}), as greylisting does. Doorwatch tries again by itself. If it persists, ask the operator of the mail server to accept mail from this machine.`
    return new ChannelError(message, { permanent: false, hint })
  }
  const what = facts.code === 'EAUTH' ? 'user and password' : 'server, sender and recipients'
  return new ChannelError(message, { permanent: true, hint: `Check the ${what} of this channel (${smtp.name}).` })
}

function adviceFor({ code, originalCode }: MailFacts, smtp: Secret): string {
  const place = smtp.name
  const isPlain = /^smtp:/i.test(smtp.reveal())
  const noAnswer = code === 'ETIMEDOUT' || code === 'EABORT' || code === 'ECONNECTION'
  if (isPlain && noAnswer && originalCode === undefined) {
    return `The server did not answer in time. Where it speaks TLS from the start (as on port 465), write smtps:// in place of smtp:// in ${place}. A firewall may also block the port.`
  }
  const words = { place, plain: 'smtp://', secure: 'smtps://' }
  const advice = [originalCode, code].flatMap((candidate) =>
    candidate === undefined ? [] : (connectionAdvice(candidate, words) ?? []),
  )
  return advice[0] ?? `Check host, port and scheme (smtp:// or smtps://) in ${place}.`
}

const SETTING_WORDS = {
  ENOAUTH: 'the mail server wants a user and a password',
  ECONFIG: 'the address of the mail server cannot be used',
  EENVELOPE: 'sender or recipients cannot be used',
} as const

const CODE_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ECONNECTION: 'connection closed',
  EPROTOCOL: 'the answer was not that of a mail server',
  CERT_HAS_EXPIRED: 'the certificate of the mail server has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the mail server is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the mail server is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the mail server is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the mail server does not speak TLS on this port',
  EAI_AGAIN: 'the DNS server does not answer',
  ESOCKET: 'connection failed',
  ETIMEDOUT: 'no answer in time',
  EABORT: 'no answer in time',
  EDNS: 'no such host',
  ETLS: 'no secure connection',
}

interface MailFacts {
  readonly code?: string
  readonly originalCode?: string
  readonly responseCode?: number
  readonly response?: string
  readonly permanent?: boolean
}

/** The fields nodemailer puts on its errors. The words of its messages are not used: they can repeat what was sent. */
function factsOf(thrown: unknown): MailFacts {
  if (!(thrown instanceof Error)) return {}
  const { code, originalCode, responseCode, response, permanent } = thrown as Error & Record<string, unknown>
  return defined({
    code: typeof code === 'string' ? code : undefined,
    originalCode: typeof originalCode === 'string' ? originalCode : undefined,
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: typeof response === 'string' ? response : undefined,
    permanent: typeof permanent === 'boolean' ? permanent : undefined,
  })
}
