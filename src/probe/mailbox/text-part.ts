import type { MailLink } from './mail-link.ts'

/** An address in angle brackets may go on in the next line (RFC 3986, appendix C). */
const ADDRESS = /<(https?:\/\/[^\s<>]+(?:\r?\n[^\s<>]+)*)>|https?:\/\/[^\s<>"]+/gi
/** Characters that end a sentence or quotation, and no address. */
const TRAILING = /[.,;:!?*_'"`|\\…。、，；：！？）」』】»”’]$/u
const PAIRS = ['()', '[]', '{}'] as const
const MOST_CONTEXT = 120

/** The addresses in a text, each with the words before it, without those that are cut with `…`. */
export function linksInText(text: string): readonly MailLink[] {
  const links: MailLink[] = []
  let lastEnd = 0
  for (const match of text.matchAll(ADDRESS)) {
    const [whole, bracketed] = match
    const url = bracketed?.replace(/\r?\n/g, '') ?? withoutTail(whole)
    const before = text.slice(Math.max(lastEnd, match.index - MOST_CONTEXT), match.index)
    lastEnd = match.index + whole.length
    const isCut = /^(?:\.\.\.|…)/.test(text.slice(match.index + url.length)) && bracketed === undefined
    if (!isCut) links.push({ url, label: '', context: lastSentence(before) })
  }
  return links
}

/** The address without punctuation at its end, and without brackets that were opened before it. */
function withoutTail(address: string): string {
  // Counted once: a mail may have one address and a hundred thousand brackets after it.
  const unopened = new Map(
    PAIRS.map(([opening = '', closing = '']) => [closing, count(address, closing) - count(address, opening)]),
  )
  let end = address.length
  for (;;) {
    const last = address[end - 1] ?? ''
    const surplus = unopened.get(last)
    if (surplus === undefined ? !TRAILING.test(last) : surplus <= 0) return address.slice(0, end)
    if (surplus !== undefined) unopened.set(last, surplus - 1)
    end -= 1
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

/** The last sentence or line with a letter in it. */
export function lastSentence(text: string): string {
  const sentences = text.split(/\n|[.!?。！？]\s/u)
  return (sentences.findLast((sentence) => /\p{L}/u.test(sentence)) ?? '').trim()
}
