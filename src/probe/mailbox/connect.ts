import { ImapFlow } from 'imapflow'
import { type Mailbox, messageOf } from '../../core/index.ts'
import { MailboxError } from './error.ts'

const CONNECT_LIMIT_MS = 10_000
const SOCKET_LIMIT_MS = 120_000

/** Connects and opens the folder. @throws MailboxError */
export async function connectMailbox(mailbox: Mailbox): Promise<ImapFlow> {
  const client = clientOf(mailbox)
  // The call that fails rejects as well; without a listener the event would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.mailboxOpen(mailbox.folder ?? 'INBOX')
    return client
  } catch (cause) {
    client.close()
    throw mailboxError(mailbox, 'opened', cause)
  }
}

/** `our mailbox mail.example:993 cannot be read: user name or password was refused` */
export function mailboxError({ url }: Mailbox, what: 'opened' | 'read', cause: unknown): MailboxError {
  return new MailboxError(`our mailbox ${new URL(url).host} cannot be ${what}: ${reasonOf(cause)}`, cause)
}

function clientOf(mailbox: Mailbox): ImapFlow {
  const { protocol, hostname, port, username } = new URL(mailbox.url)
  const isSecure = protocol === 'imaps:'
  const isLocal = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  return new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 993 : 143) : Number(port),
    secure: isSecure,
    // A password never crosses a network in clear text.
    ...(isSecure || isLocal ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(username), pass: mailbox.password.reveal() },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_LIMIT_MS,
    greetingTimeout: CONNECT_LIMIT_MS,
    socketTimeout: SOCKET_LIMIT_MS,
    ...(mailbox.proxy ? { proxy: mailbox.proxy.reveal() } : {}),
  })
}

function reasonOf(cause: unknown): string {
  const { authenticationFailed, response, responseText } = cause as Record<string, unknown>
  if (authenticationFailed === true) return 'user name or password was refused'
  const answer = [responseText, response].find((text) => typeof text === 'string')
  // Not cut here: it may contain our password, and half of one is not recognised where texts are scrubbed.
  return String(answer ?? messageOf(cause))
}
