import PostalMime from 'postal-mime'
import { readHtml } from './html-part.ts'
import type { MailLink } from './mail-link.ts'
import { linksInText } from './text-part.ts'

/** The parts of a mail that a sign-in uses. */
export interface Mail {
  readonly uid: number
  readonly subject: string
  /** Text part, then HTML part as text; those that the mail has. */
  readonly texts: readonly string[]
  /** Links to web pages, those of the HTML part first, each address as often as the mail shows it. */
  readonly links: readonly MailLink[]
}

const MOST_CHARACTERS = 200_000

/** Parses a mail. @param source as the server sent it */
export async function readMail(uid: number, source: Uint8Array): Promise<Mail> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(source)
  const plain = text.slice(0, MOST_CHARACTERS)
  const page = readHtml(html.slice(0, MOST_CHARACTERS))
  return {
    uid,
    subject,
    texts: [plain, page.text].filter((part) => part.trim() !== ''),
    links: [...page.links, ...linksInText(plain), ...linksInText(page.text)],
  }
}
