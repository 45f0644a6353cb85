import { type Alert, oneLine } from '../../core/index.ts'

/** A message as far as its acknowledge links go. */
interface Linked {
  readonly acknowledge?: Alert['links']
}

/** A longer address is left out: cut, it would lead nowhere. */
export const MOST_ADDRESS = 500

/** The links that acknowledge the incidents of a message, those that every service takes whole. */
export function ackLinksOf({ acknowledge = [] }: Linked): Alert['links'] {
  return acknowledge
    .filter(({ url }) => /^https?:\/\/\S+$/.test(url) && url.length <= MOST_ADDRESS)
    .map(({ text, url }) => ({ text: oneLine(text, 60), url }))
}

/** The same as lines of plain text, for the end of a message. */
export function ackLines(message: Linked): readonly string[] {
  return ackLinksOf(message).map(({ text, url }) => `${text}: ${url}`)
}
