import { cutText } from '../core/index.ts'

/** What ends a word: control characters, halves of broken surrogate pairs, invisible and line-breaking characters. */
const BREAKS = /[\p{Cc}\p{Cs}\u200b\s]+/gu

/** Marks that format or reorder text. The zero-width joiner and non-joiner stay: emoji and Persian words need them. */
const MARKS = /(?![\u200c\u200d])\p{Cf}/gu

/** Text of the page as one line of at most `limit` UTF-16 units: no markup, no control characters, no half character. */
export function oneLine(text: string, limit: number): string {
  const plain = text
    .slice(0, limit * 10)
    .replace(/<[^<>]*>/g, ' ')
    .replace(BREAKS, ' ')
    .replace(MARKS, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return cutText(plain, limit)
}
