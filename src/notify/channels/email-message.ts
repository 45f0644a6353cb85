import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import { beginningOf, cutText, type MailAddress, mailDomain, readMailAddresses } from '../../core/index.ts'
import { type Message, sendTimeOf, targetLabel } from '../fold/message.ts'
import { ackLines } from '../text/ack-lines.ts'
import { alertText } from '../text/alert-text.ts'
import { dayIn, headlineOf } from '../text/message-text.ts'
import { asciiWord } from '../text/plain-text.ts'
import { emailHtml } from './email-html.tsx'
import { LIMITS } from './limits.ts'

/**
 * A message as a mail. The same message gives the same mail byte for byte, Message-ID and date included, so that a mail
 * that was sent twice is recognised as one; all mails of one incident refer to the first, so that they form a thread.
 */
export function emailMessage(
  alert: Message,
  envelope: { readonly from: string; readonly to: readonly string[] },
): SendMailOptions & { readonly from: MailAddress } {
  const from = senderOf(envelope.from)
  const domain = mailDomain(from.address)
  const id = messageId(alert.key, domain)
  const thread = messageId(threadOf(alert), domain)
  const subject = cutText(`[doorwatch] ${headlineOf(alert)}`, LIMITS.email.subject)
  return {
    from,
    to: [...envelope.to],
    subject,
    messageId: id,
    ...(id === thread ? {} : { inReplyTo: thread, references: thread }),
    date: new Date(sendTimeOf(alert)),
    priority: alert.kind === 'opened' || alert.kind === 'changed' ? 'high' : 'normal',
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Doorwatch-Key': asciiWord(alert.key),
      'X-Doorwatch-Kind': alert.kind,
      'X-Doorwatch-Target': asciiWord(targetLabel(alert)),
    },
    text: `${[alertText(alert), ...ackLines(alert)].join('\n\n')}\n\n-- \nDoorwatch, ${dayIn(alert, sendTimeOf(alert))}\n`,
    html: emailHtml(alert),
    baseBoundary: digest(alert.key),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** The sender of alerts is called Doorwatch, unless the configuration gives it another name. */
function senderOf(text: string): MailAddress {
  const { name, address } = readMailAddresses(text).addresses[0] ?? { name: '', address: text }
  return { name: name || 'Doorwatch', address }
}

/** The key of the first mail of the thread: of the incident, or of the trouble of the monitor. */
function threadOf({ key, incident, notice, digest }: Message): string {
  if (digest) return key
  if (incident) return `${incident.name}:opened`
  return notice ? notice.key : key
}

/** `<sandbox-20261123-210512.opened.1f0c…@example.com>`: readable, and unique through the digest of the whole key. */
function messageId(key: string, domain: string): string {
  const readable = beginningOf(key.replace(/[^A-Za-z0-9-]+/g, '.').replace(/^\.+|\.+$/g, ''), 80)
  return `<${readable}.${digest(key)}@${domain}>`
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}
