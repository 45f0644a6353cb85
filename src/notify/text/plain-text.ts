import { cutText } from '../../core/index.ts'

/** Marks that reorder the text around them, and the byte order mark. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Control characters, line and paragraph separators, halves of broken surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Text from outside as one printable line of at most `most` characters. Not yet escaped for any format. */
export function oneLine(text: string, most: number): string {
  const bounded = text.slice(0, most * 4 + 100)
  const flat = bounded.replace(UNPRINTABLE, ' ').replace(REORDERING, '').replace(/\s+/g, ' ').trim()
  return cutText(flat, most)
}

/** Text as one word of printable ASCII for a header, the rest percent-encoded. */
export function asciiWord(text: string): string {
  return oneLine(text, 300).replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}
