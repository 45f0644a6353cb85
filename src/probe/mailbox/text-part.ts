import type { MailLink } from './mail-link.ts'

/** An address in angle brackets may go on in the next line (RFC 3986, appendix C). */
const ADDRESS = /<(https?:\/\/[^\s<>]+(?:\r?\n[^\s<>]+)*)>|https?:\/\/[^\s<>"]+/gi
/** Characters that end a sentence or quotation, and no address. */
const TRAILING = /[.,;:!?*_'"`|\\…。、，；：！？）」』】»”’]$/u
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
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
  let url = address
  for (;;) {
    const last = url.at(-1) ?? ''
    const opening = PAIRS[last]
    const isForeign = opening === undefined ? TRAILING.test(url) : count(url, last) > count(url, opening)
    if (!isForeign) return url
    url = url.slice(0, -1)
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
