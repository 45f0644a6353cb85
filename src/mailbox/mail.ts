import PostalMime from 'postal-mime'

/** A mail as far as a sign-in cares. */
export interface Mail {
  readonly uid: number
  readonly subject: string
  /** The text as a person reads it. */
  readonly text: string
  /** Addresses of its links, in order. */
  readonly links: readonly string[]
}

const MOST_CHARACTERS = 200_000

/** Reads a mail as it came over the wire. */
export async function readMail(uid: number, source: Uint8Array): Promise<Mail> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(source)
  const page = html.slice(0, MOST_CHARACTERS)
  const plain = text.slice(0, MOST_CHARACTERS)
  const links = [
    ...[...page.matchAll(/href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map((match) => unescaped(match[1] ?? match[2] ?? '')),
    ...[...plain.matchAll(/https?:\/\/[^\s<>"')\]]+/gi)].map(([link]) => link.replace(/[.,;:!?]+$/, '')),
  ]
  const web = links.map((link) => link.trim()).filter((link) => /^https?:\/\//i.test(link))
  return { uid, subject, text: plain || textOf(page), links: [...new Set(web)] }
}

function textOf(html: string): string {
  const visible = html.replace(/<(style|script|title)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
  return unescaped(visible).replace(/\s+/g, ' ').trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  '#x2F': '/',
  nbsp: ' ',
}

function unescaped(html: string): string {
  return html.replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
