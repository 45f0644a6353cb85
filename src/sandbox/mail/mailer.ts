import { createTransport } from 'nodemailer'
import { type Clock, type Log, messageOf, SECOND } from '../../core/index.ts'

/** A mail of the service to one of its accounts. */
export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A letter as the mailbox page shows it. */
export interface SentLetter extends Letter {
  /** Epoch ms. */
  readonly at: number
}

/** Sends mail through an SMTP server; without one, keeps letters in a mailbox of the sandbox, newest first. */
export interface Mailer {
  /** Sends a letter after `delayMs`. Never throws: the page answers the same either way. */
  send(letter: Letter, delayMs?: number): void
  /** Undefined where an SMTP server gets the letters. */
  readonly letters: readonly SentLetter[] | undefined
  /** Drops letters that are still delayed. */
  close(): void
}

const FROM = '"Lumen" <no-reply@lumen.example>'
const MAX_LETTERS = 30
const SMTP_LIMIT_MS = 10 * SECOND

/** @param smtp smtp://host:port; without it nothing leaves the process */
export function createMailer(smtp: string | undefined, clock: Clock, log: Log): Mailer {
  const transport =
    smtp === undefined
      ? undefined
      : createTransport(smtp, { connectionTimeout: SMTP_LIMIT_MS, socketTimeout: SMTP_LIMIT_MS } as object)
  const letters: SentLetter[] = []
  const delayed = new Set<NodeJS.Timeout>()

  function deliverNow(letter: Letter): void {
    if (!transport) {
      letters.unshift({ ...letter, at: clock.now() })
      letters.length = Math.min(letters.length, MAX_LETTERS)
      return
    }
    transport.sendMail({ ...letter, from: FROM }).catch((error: unknown) => {
      log.warn('sandbox mail failed', { smtp, error: messageOf(error) })
    })
  }

  return {
    send(letter, delayMs = 0) {
      if (delayMs <= 0) return deliverNow(letter)
      const timer = setTimeout(() => {
        delayed.delete(timer)
        deliverNow(letter)
      }, delayMs)
      delayed.add(timer)
    },
    letters: transport ? undefined : letters,
    close() {
      for (const timer of delayed) clearTimeout(timer)
      transport?.close()
    },
  }
}
