import { cutText } from './cut.ts'

/**
 * Characters that a terminal obeys (Cc), that reorder, format or hide the text around them (Cf and the tag block), that
 * break lines (Zl, Zp), and halves of broken surrogate pairs (Cs). The zero-width joiner and non-joiner are not among
 * them: Persian words and most emoji fall apart without them.
 * Source: https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu

/** What separates words: white space, control characters, line breaks, the zero-width space, a lost half of a character. */
const WORD_BREAKS = /[\p{Cc}\p{Cs}\p{Z}\u200b]+/gu

/** Characters read per character of the result: a long text of white space must not take long. */
const READ_PER_CHARACTER = 10

/**
 * Text from outside as one printable line, cut at a whole character. Not yet escaped for any format.
 * @param limit of the line's length, in UTF-16 units
 */
export function oneLine(text: string, limit: number): string {
  const line = text
    .slice(0, limit * READ_PER_CHARACTER + 100)
    .replace(WORD_BREAKS, ' ')
    .replace(UNPRINTABLE, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return cutText(line, limit)
}
