import PostalMime from 'postal-mime'
import { readHtml } from './html-part.ts'
import type { MailLink } from './mail-link.ts'
import { linksInText } from './text-part.ts'

/** A mail as far as a sign-in cares. */
export interface Mail {
  readonly uid: number
  readonly subject: string
  /** What a person reads: the text part, then the HTML part as text; those that the mail has. */
  readonly texts: readonly string[]
  /** Links to web pages, in order: the HTML part's first, each address as often as the mail shows it. */
  readonly links: readonly MailLink[]
}

const MOST_CHARACTERS = 200_000

/** Reads a mail as it came over the wire. */
export async function readMail(uid: number, source: Uint8Array): Promise<Mail> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(source)
  const plain = text.slice(0, MOST_CHARACTERS)
  const page = readHtml(html.slice(0, MOST_CHARACTERS))
  return {
    uid,
    subject,
    texts: [plain, page.text].filter((one) => one.trim() !== ''),
    links: [...page.links, ...linksInText(plain), ...linksInText(page.text)],
  }
}
