/**
 * Characters that a terminal obeys, and those that reorder or hide the text around them. The zero-width joiner and
 * non-joiner are neither: Persian words and most emoji fall apart without them.
 */
export const UNPRINTABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/**
 * Text from outside as it may be printed: what is unprintable is written out (`\u001b`), but for line ends and tabs. It is
 * written as in JSON, so that printed JSON means what it meant.
 */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, (letter) => (/[\n\t]/.test(letter) ? letter : codes(letter)))
}

function codes(letter: string): string {
  return letter
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
