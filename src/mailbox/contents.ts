import { isSameSite } from '../sites/index.ts'
import type { Mail } from './mail.ts'

/**
 * The link to sign in with: what `pattern` finds, else the longest link to the site of `signInUrl` (a link to the help
 * pages is shorter than one with a key in it). Undefined where there is none.
 */
export function linkIn(mail: Mail, signInUrl: string, pattern: string | undefined): string | undefined {
  if (pattern !== undefined) {
    const wanted = new RegExp(pattern)
    return mail.links.map((link) => found(wanted, link)).find((link) => link !== undefined && isWeb(link))
  }
  const own = mail.links.filter((link) => isSameSite(link, signInUrl))
  return own.reduce<string | undefined>((best, link) => (link.length > (best?.length ?? 0) ? link : best), undefined)
}

/** A code of six to eight digits that stands by itself, in one piece or in two halves. */
const CODE = /(?<![\w.,#/-])(\d{6,8}|\d{3}[ -]\d{3}|\d{4}[ -]\d{4})(?![\w/-]|[.,]\d)/

/** The one-time code: what `pattern` finds, else the first group of six to eight digits, in the text and then the subject. */
export function codeIn(mail: Mail, pattern: string | undefined): string | undefined {
  const wanted = pattern === undefined ? CODE : new RegExp(pattern)
  const code = found(wanted, mail.text) ?? found(wanted, mail.subject)
  return pattern === undefined ? code?.replace(/[ -]/g, '') : code
}

function found(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text)
  return match ? (match[1] ?? match[0]) : undefined
}

function isWeb(link: string): boolean {
  return /^https?:\/\//i.test(link)
}
