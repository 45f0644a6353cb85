import { oneLine } from '../core/index.ts'

/** Text of the page as one line of at most `limit` UTF-16 units, without markup. */
export function plainLine(text: string, limit: number): string {
  return oneLine(text.slice(0, limit * 10).replace(/<[^<>]*>/g, ' '), limit)
}
