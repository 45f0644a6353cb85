import { type FetchMessageObject, ImapFlow } from 'imapflow'
import { type Mailbox, messageOf } from '../../core/index.ts'
import { MailboxError } from './error.ts'
import { type Mail, readMail } from './mail.ts'

/** A mailbox that is watched from now on. */
export interface OpenMailbox {
  /**
   * The next mail for `recipient` that arrived after the mailbox was opened and was not written before `since` (epoch
   * ms); undefined when none came within `limitMs`.
   * @throws MailboxError where the connection is lost
   */
  next(recipient: string, since: number, limitMs: number): Promise<Mail | undefined>
  /** Deletes or marks a mail that was used, as the mailbox says. Best effort: the sign-in does not depend on it. */
  done(mail: Mail): Promise<void>
  close(): Promise<void>
}

const CONNECT_LIMIT_MS = 10_000
/** Servers that announce new mail do it at once; the others are asked this often. */
const ASK_AGAIN_MS = 2_000
/** How far the clock of the sender may be behind ours. */
const CLOCK_TOLERANCE_MS = 30_000
const MOST_BYTES = 512 * 1024

/**
 * Opens the folder and notes where it ends: mails that are there already are none of ours.
 * @throws MailboxError where it cannot be opened
 */
export async function openMailbox(mailbox: Mailbox): Promise<OpenMailbox> {
  const client = clientOf(mailbox)
  let lost: Error | undefined
  client.on('error', (error: Error) => {
    lost ??= error
  })
  try {
    await client.connect()
    await client.mailboxOpen(mailbox.folder ?? 'INBOX')
  } catch (cause) {
    client.close()
    throw new MailboxError(`our mailbox ${placeOf(mailbox)} cannot be opened: ${reasonOf(cause)}`, cause)
  }
  const opened = client.mailbox || undefined
  let from = opened?.uidNext ?? 1

  async function look(recipient: string, since: number): Promise<Mail | undefined> {
    const heads = await client.fetchAll(`${from}:*`, { uid: true, envelope: true }, { uid: true })
    // "from:*" gives the last mail even where it is older than `from`.
    const fresh = heads.filter(({ uid }) => uid >= from).sort((one, other) => one.uid - other.uid)
    for (const head of fresh) {
      from = head.uid + 1
      if (!isFor(head, recipient) || isOlder(head, since)) continue
      const whole = await client.fetchOne(
        String(head.uid),
        { uid: true, source: { maxLength: MOST_BYTES } },
        { uid: true },
      )
      if (whole && whole.source !== undefined) return readMail(head.uid, whole.source)
    }
    return undefined
  }

  return {
    async next(recipient, since, limitMs) {
      const endAt = performance.now() + limitMs
      try {
        for (;;) {
          const mail = await look(recipient, since)
          const leftMs = endAt - performance.now()
          if (mail || leftMs <= 0) return mail
          await news(client, Math.min(ASK_AGAIN_MS, leftMs))
          if (lost) throw lost
        }
      } catch (cause) {
        throw new MailboxError(`our mailbox ${placeOf(mailbox)} cannot be read: ${reasonOf(lost ?? cause)}`, cause)
      }
    },
    async done({ uid }) {
      const range = String(uid)
      const marked = mailbox.afterwards === 'mark'
      await (marked
        ? client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
        : client.messageDelete(range, { uid: true })
      ).catch(() => false)
    },
    async close() {
      const late = setTimeout(() => client.close(), 1_000)
      await client.logout().catch(() => {})
      clearTimeout(late)
    },
  }
}

function clientOf(mailbox: Mailbox): ImapFlow {
  const { protocol, hostname, port, username } = new URL(mailbox.url)
  const secure = protocol === 'imaps:'
  const isHere = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  return new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    // A password crosses no network in the clear.
    ...(secure || isHere ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(username), pass: mailbox.password.reveal() },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_LIMIT_MS,
    greetingTimeout: CONNECT_LIMIT_MS,
    socketTimeout: 120_000,
    ...(mailbox.proxy ? { proxy: mailbox.proxy.reveal() } : {}),
  })
}

/** Waits until the server tells of a new mail, or `ms` at most. */
async function news(client: ImapFlow, ms: number): Promise<void> {
  let wake: () => void = () => {}
  const woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const timer = setTimeout(wake, ms)
  client.once('exists', wake).once('close', wake)
  // Ends with the next command.
  client.idle().catch(wake)
  await woken
  clearTimeout(timer)
  client.off('exists', wake).off('close', wake)
}

function isFor({ envelope }: FetchMessageObject, recipient: string): boolean {
  const addresses = [...(envelope?.to ?? []), ...(envelope?.cc ?? [])]
  return addresses.some(({ address }) => address?.toLowerCase() === recipient.toLowerCase())
}

/** A mail of an earlier sign-in that was long on its way is not ours either. */
function isOlder({ envelope }: FetchMessageObject, since: number): boolean {
  const written = new Date(envelope?.date ?? '').getTime()
  return written < since - CLOCK_TOLERANCE_MS
}

function placeOf({ url }: Mailbox): string {
  return new URL(url).host
}

/** What kept us out, in words. */
function reasonOf(cause: unknown): string {
  const { authenticationFailed, response, responseText } = cause as Record<string, unknown>
  if (authenticationFailed === true) return 'user name or password was refused'
  const said = [responseText, response].find((text) => typeof text === 'string')
  // Not cut here: it may have our password in it, and half of one is not recognised where texts are scrubbed.
  return String(said ?? messageOf(cause))
}
