import { oneLine } from '../../core/index.ts'

/** Text as one word of printable ASCII for a header, the rest percent-encoded. */
export function asciiWord(text: string): string {
  return oneLine(text, 300).replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}
