import { nearestCode } from './codes.ts'
import type { Mail } from './mail.ts'

/**
 * The one-time code, undefined where there is none: what `pattern` finds in the texts and then the subject, else the
 * digits that stand nearest to a word for code.
 */
export function codeIn(mail: Mail, pattern: string | undefined): string | undefined {
  const places = [...mail.texts, mail.subject]
  if (pattern === undefined) return nearestCode(places)
  const wanted = new RegExp(pattern)
  const match = places.map((text) => wanted.exec(text)).find((found) => found !== null)
  return match?.[1] ?? match?.[0]
}
