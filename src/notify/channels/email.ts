import { type Log, SECOND } from '../../core/index.ts'
import { type Channel, ChannelError, type EmailConfig } from '../channel.ts'
import { oneLine } from '../plain-text.ts'
import { emailMessage } from './email-message.ts'
import { createScrub } from './scrub.ts'

/** Longest silence of a mail server in each part of the conversation; the caller's own deadline is usually shorter. */
const SILENCE_MS = 15 * SECOND

/** Sends alerts by SMTP, one connection per mail. The server's 4xx answers are transient, 5xx and refused sign-in are not. */
export function createEmailChannel({ name, mode, smtp, from, to }: EmailConfig, log: Log): Channel {
  const scrub = createScrub(smtp)
  return {
    name,
    mode,
    async send(alert, signal) {
      const url = smtp.reveal()
      if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
        throw unusable('the address is not smtp://… or smtps://…')
      const transport = await openTransport(url)
      try {
        const info = await transport.sendMail({ ...emailMessage(alert, { from, to }), signal })
        const rejected = info.rejected.map(String)
        if (rejected.length > 0) log.warn('some addresses refused the alert', { channel: name, rejected })
      } catch (thrown) {
        throw mailError(thrown)
      } finally {
        transport.close()
      }
    },
  }

  function unusable(what: string): ChannelError {
    return new ChannelError(`${name}: ${what}`, { permanent: true, hint: `Check ${smtp.name}.` })
  }

  function mailError(thrown: unknown): ChannelError {
    const { code, originalCode, responseCode, response, permanent } = factsOf(thrown)
    if (responseCode !== undefined) {
      const message = `${name}: the mail server answered "${oneLine(scrub(response ?? String(responseCode)), 160)}"`
      if (permanent !== true) return new ChannelError(message, { permanent: false })
      const what = code === 'EAUTH' ? 'user and password' : 'server, sender and recipients'
      return new ChannelError(message, { permanent: true, hint: `Check the ${what} of this channel (${smtp.name}).` })
    }
    if (code === 'ENOAUTH' || code === 'ECONFIG' || code === 'EENVELOPE') {
      return unusable(SETTING_WORDS[code])
    }
    const words = CODE_WORDS[originalCode ?? ''] ?? CODE_WORDS[code ?? ''] ?? 'the mail was not sent'
    const also = [code, originalCode].filter((one) => one !== undefined && /^[A-Z_0-9]+$/.test(one))
    return new ChannelError(`${name}: ${words}${also.length > 0 ? ` (${also.join(', ')})` : ''}`, { permanent: false })
  }
}

/** nodemailer is loaded with the first mail: 13 MB that a worker without mail does not carry. */
async function openTransport(url: string) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
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
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof originalCode === 'string' ? { originalCode } : {}),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
    ...(typeof response === 'string' ? { response } : {}),
    ...(typeof permanent === 'boolean' ? { permanent } : {}),
  }
}
