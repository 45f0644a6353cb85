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

/** Sends mail through an SMTP server; without one, letters stay in a mailbox of the sandbox, newest first. */
export interface Post {
  /** Sends a letter after `delayMs`. Never throws: the page answers the same either way. */
  send(letter: Letter, delayMs?: number): void
  /** Undefined where an SMTP server gets the letters. */
  readonly letters: readonly SentLetter[] | undefined
  /** Gives up what is not sent yet. */
  close(): void
}

const FROM = '"Lumen" <no-reply@lumen.example>'
const MOST_LETTERS = 30
const SMTP_LIMIT_MS = 10 * SECOND

/** @param smtp smtp://host:port; without it nothing leaves the process */
export function createPost(smtp: string | undefined, clock: Clock, log: Log): Post {
  const transport =
    smtp === undefined
      ? undefined
      : createTransport(smtp, { connectionTimeout: SMTP_LIMIT_MS, socketTimeout: SMTP_LIMIT_MS } as object)
  const letters: SentLetter[] = []
  const waiting = new Set<NodeJS.Timeout>()

  function handIn(letter: Letter): void {
    if (!transport) {
      letters.unshift({ ...letter, at: clock.now() })
      letters.length = Math.min(letters.length, MOST_LETTERS)
      return
    }
    transport.sendMail({ ...letter, from: FROM }).catch((error: unknown) => {
      log.warn('sandbox mail was not taken', { smtp, error: messageOf(error) })
    })
  }

  return {
    send(letter, delayMs = 0) {
      if (delayMs <= 0) return handIn(letter)
      const timer = setTimeout(() => {
        waiting.delete(timer)
        handIn(letter)
      }, delayMs)
      waiting.add(timer)
    },
    letters: transport ? undefined : letters,
    close() {
      for (const timer of waiting) clearTimeout(timer)
      transport?.close()
    },
  }
}
