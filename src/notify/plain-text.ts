/** Marks that reorder the text around them, and the byte order mark. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Control characters, line and paragraph separators, halves of broken surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Text from outside as one printable line of at most `most` characters. Not yet escaped for any format. */
export function oneLine(text: string, most: number): string {
  const bounded = text.slice(0, most * 4 + 100)
  const flat = bounded.replace(UNPRINTABLE, ' ').replace(REORDERING, '').replace(/\s+/g, ' ').trim()
  return shorten(flat, most)
}

/** At most `most` UTF-16 units, the last an ellipsis where something was cut; never half a character. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, Math.max(0, most - 1)).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Text as one word of printable ASCII for a header, the rest percent-encoded. */
export function asciiWord(text: string): string {
  return oneLine(text, 300).replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}
