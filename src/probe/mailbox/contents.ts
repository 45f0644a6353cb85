import { nearestCode } from './codes.ts'
import { chooseLink } from './links.ts'
import type { Mail } from './mail.ts'

/**
 * The link to sign in with, undefined where there is none to open.
 * @param pattern a regular expression for the address; its first group, where it has one
 */
export function linkIn(mail: Mail, signInUrl: string, pattern: string | undefined): string | undefined {
  const choice = chooseLink(mail, signInUrl, pattern)
  return 'url' in choice ? choice.url : undefined
}

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
