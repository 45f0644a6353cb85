import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { Mailbox } from '../../core/index.ts'
import { connectMailbox, mailboxError } from './connect.ts'
import { type Mail, readMail } from './mail.ts'

/** A mailbox that is watched from the moment it was opened. */
export interface OpenMailbox {
  /**
   * The next mail for `recipient` that arrived after the mailbox was opened and was not written before `since`; undefined
   * when none arrives within `limitMs`.
   * @param since epoch ms
   * @throws MailboxError where the connection is lost
   */
  next(recipient: string, since: number, limitMs: number): Promise<Mail | undefined>
  /** Deletes or marks a used mail, as the mailbox is configured. Best effort: the sign-in does not depend on it. */
  done(mail: Mail): Promise<void>
  close(): Promise<void>
}

/** Servers that announce new mail do it at once; the others are asked this often. */
const ASK_AGAIN_MS = 2_000
/** How far the sender's clock may be behind ours. */
const CLOCK_TOLERANCE_MS = 30_000
const MOST_BYTES = 512 * 1024
const CLOSE_LIMIT_MS = 1_000

/**
 * Opens the folder. Mails that are already there are ignored.
 * @param askAgainMs how often a server that announces nothing is asked, ms
 * @throws MailboxError where it cannot be opened
 */
export async function openMailbox(mailbox: Mailbox, askAgainMs = ASK_AGAIN_MS): Promise<OpenMailbox> {
  return new ImapMailbox(mailbox, await connectMailbox(mailbox), askAgainMs)
}

class ImapMailbox implements OpenMailbox {
  readonly #mailbox: Mailbox
  readonly #client: ImapFlow
  readonly #askAgainMs: number
  /** The lowest uid that was not looked at. */
  #nextUid: number
  #lost: Error | undefined

  constructor(mailbox: Mailbox, client: ImapFlow, askAgainMs: number) {
    this.#mailbox = mailbox
    this.#askAgainMs = askAgainMs
    this.#client = client
    this.#nextUid = (client.mailbox || undefined)?.uidNext ?? 1
    client.on('error', (error: Error) => {
      this.#lost ??= error
    })
  }

  async next(recipient: string, since: number, limitMs: number): Promise<Mail | undefined> {
    const endAt = performance.now() + limitMs
    try {
      for (;;) {
        const mail = await this.#search(recipient, since)
        const leftMs = endAt - performance.now()
        if (mail || leftMs <= 0) return mail
        await untilNewMail(this.#client, Math.min(this.#askAgainMs, leftMs))
        if (this.#lost) throw this.#lost
      }
    } catch (cause) {
      throw mailboxError(this.#mailbox, 'read', this.#lost ?? cause)
    }
  }

  async done({ uid }: Mail): Promise<void> {
    const range = String(uid)
    const isMarked = this.#mailbox.afterwards === 'mark'
    await (isMarked
      ? this.#client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
      : this.#client.messageDelete(range, { uid: true })
    ).catch(() => false)
  }

  async close(): Promise<void> {
    const late = setTimeout(() => this.#client.close(), CLOSE_LIMIT_MS)
    await this.#client.logout().catch(() => {})
    clearTimeout(late)
  }

  async #search(recipient: string, since: number): Promise<Mail | undefined> {
    const first = this.#nextUid
    const heads = await this.#client.fetchAll(`${first}:*`, { uid: true, envelope: true }, { uid: true })
    // "7:*" gives the last mail even where its uid is below 7 (RFC 3501, 6.4.8).
    const fresh = heads.filter(({ uid }) => uid >= first).sort((a, b) => a.uid - b.uid)
    for (const head of fresh) {
      this.#nextUid = head.uid + 1
      if (!isFor(head, recipient) || isOlder(head, since)) continue
      const source = { maxLength: MOST_BYTES }
      const whole = await this.#client.fetchOne(String(head.uid), { uid: true, source }, { uid: true })
      if (whole && whole.source !== undefined) return readMail(head.uid, whole.source)
    }
    return undefined
  }
}

/** Waits until the server announces a new mail, at most `ms`. */
async function untilNewMail(client: ImapFlow, ms: number): Promise<void> {
  let wake: () => void = () => {}
  const woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const timer = setTimeout(wake, ms)
  client.once('exists', wake).once('close', wake)
  // IDLE ends with the next command.
  client.idle().catch(wake)
  await woken
  clearTimeout(timer)
  client.off('exists', wake).off('close', wake)
}

function isFor({ envelope }: FetchMessageObject, recipient: string): boolean {
  const addresses = [...(envelope?.to ?? []), ...(envelope?.cc ?? [])]
  return addresses.some(({ address }) => address?.toLowerCase() === recipient.toLowerCase())
}

/** Whether a mail belongs to an earlier sign-in and was only delivered late. */
function isOlder({ envelope }: FetchMessageObject, since: number): boolean {
  const writtenAt = new Date(envelope?.date ?? '').getTime()
  return writtenAt < since - CLOCK_TOLERANCE_MS
}
