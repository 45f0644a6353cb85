import { SECOND } from '../../core/index.ts'
import { type Channel, ChannelError, type EmailConfig, type Receipt } from './channel.ts'
import { emailMessage } from './email-message.ts'
import { type MailPlace, mailError, refusalsIn, unusable } from './mail-errors.ts'
import { createRecipients, type Progress, refusalsText } from './recipients.ts'
import { createScrub } from './scrub.ts'

/** Longest silence of a mail server in each part of the conversation; the caller's own deadline is usually shorter. */
const SILENCE_MS = 15 * SECOND

/**
 * Sends alerts by SMTP, one connection per mail. The server's 4xx answers are transient, 5xx and refused sign-in are not.
 * A recipient that the server refuses while it takes the mail for others is in the receipt; one that it puts off gets the
 * mail in a further try, alone.
 */
export function createEmailChannel({ name, mode, smtp, from, to }: EmailConfig): Channel {
  const place: MailPlace = { channel: name, smtp, scrub: createScrub(smtp) }
  const recipients = createRecipients(to)
  return {
    name,
    mode,
    async send(alert, signal) {
      const url = smtp.reveal()
      if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
        throw unusable('the address is not smtp://… or smtps://…', place)
      const before = recipients.progressOf(alert.key)
      const transport = await openTransport(url)
      try {
        const message = emailMessage(alert, { from, to })
        const info = await transport.sendMail({
          ...message,
          envelope: { from: message.from.address, to: [...before.left] },
          signal,
        })
        return receiptOf(recipients.record(alert.key, refusalsIn(info, place.scrub)))
      } catch (thrown) {
        if (thrown instanceof ChannelError) throw thrown
        const refusals = refusalsIn(thrown, place.scrub)
        const others = before.left.length < to.length || before.refused.length > 0
        // Others have the mail from an earlier try: what is left of it is refused, not the whole.
        if (others && refusals.length > 0) return receiptOf(recipients.record(alert.key, refusals))
        throw mailError(thrown, place)
      } finally {
        transport.close()
      }
    },
  }

  /** @throws ChannelError (transient) while recipients are left */
  function receiptOf({ left, refused }: Progress): Receipt {
    if (left.length > 0) {
      throw new ChannelError(`${name}: the mail server defers ${left.join(', ')}; the other recipients have the mail`, {
        permanent: false,
        hint: 'Greylisting does this. Doorwatch tries these recipients again by itself.',
      })
    }
    return refused.length > 0 ? { refused: refusalsText(refused) } : {}
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
