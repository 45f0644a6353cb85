import { isSameSite, siteOf } from '../../sites/index.ts'
import { forbiddenWords, hasOwnWords, isForbiddenText, isSignInAddress, isSignInText, ownValues } from './link-words.ts'
import type { Mail } from './mail.ts'
import type { MailLink } from './mail-link.ts'

/** The link to sign in with, or why none is opened; the reason names no address that could sign in. */
export type LinkChoice = { readonly url: string } | { readonly problem: string }

/** An address and every place of the mail that links to it. */
interface Candidate {
  readonly url: URL
  readonly text: string
  readonly places: readonly MailLink[]
}

/**
 * Chooses the link to sign in with: what `pattern` finds, else the link of the service's own site with the best reasons,
 * which are its words, the words of its address and a long key in it. A link is opened only for a reason, since opening
 * the wrong one can unsubscribe the account or report the sign-in as an attack.
 */
export function chooseLink(mail: Mail, signInUrl: string, pattern: string | undefined): LinkChoice {
  if (pattern !== undefined) return byPattern(mail, new RegExp(pattern))
  const candidates = candidatesIn(mail)
  const own = candidates.filter(({ text }) => isSameSite(text, signInUrl))
  const harmless = own.filter((one) => !isForbidden(one, signInUrl) && !isHome(one.url))
  const ranked = harmless
    .map((one) => ({ text: one.text, reasons: reasonsFor(one, signInUrl) }))
    .sort((one, other) => other.reasons - one.reasons)
  const [best, second] = ranked
  if (!best) return { problem: whyNone(candidates, own, signInUrl) }
  if (best.reasons === 0 && second) {
    return {
      problem: `none of the ${ranked.length} links to the service's site in the sign-in mail says that it signs in; ${SET_PATTERN}`,
    }
  }
  return { url: best.text }
}

const SET_PATTERN = 'set login.strategy.mailbox.pattern to a regular expression that matches the right one'

function byPattern(mail: Mail, pattern: RegExp): LinkChoice {
  for (const { url } of mail.links) {
    const match = pattern.exec(url)
    const found = match?.[1] ?? match?.[0]
    if (found !== undefined && /^https?:\/\//i.test(found)) return { url: found }
  }
  const count = new Set(mail.links.map(({ url }) => url)).size
  return { problem: `login.strategy.mailbox.pattern matches none of the ${count} links in the sign-in mail` }
}

function candidatesIn({ links }: Mail): readonly Candidate[] {
  const places = new Map<string, MailLink[]>()
  for (const link of links) places.set(link.url, [...(places.get(link.url) ?? []), link])
  return [...places].flatMap(([text, at]) => (URL.canParse(text) ? [{ url: new URL(text), text, places: at }] : []))
}

function isForbidden({ url, places }: Candidate, signInUrl: string): boolean {
  // "support" is no reason against a link where people sign in at support.example.org.
  const usual = new Set(URL.canParse(signInUrl) ? forbiddenWords(new URL(signInUrl)) : [])
  if (forbiddenWords(url).some((word) => !usual.has(word))) return true
  const forbidden = places.filter(isForbiddenText)
  // "Sign in" on the button counts more than "Need help? Paste this:" before the same address.
  const isSignInButton = places.some((place) => hasOwnWords(place) && isSignInText(place) && !isForbiddenText(place))
  return forbidden.some(hasOwnWords) || (forbidden.length > 0 && !isSignInButton)
}

/** The address behind a logo. */
function isHome({ pathname, search, hash }: URL): boolean {
  return pathname === '/' && search === '' && hash === ''
}

/** Weights: a link that signs in has a key, which the link to the sign-in page has not, whatever its words. */
function reasonsFor({ url, places }: Candidate, signInUrl: string): number {
  const words = places.some(isSignInText) ? 4 : 0
  const address = isSignInAddress(url) ? 3 : 0
  const key = hasKey(url) ? 5 : 0
  const host = words + address + key > 0 && url.host === hostOf(signInUrl) ? 1 : 0
  return words + address + key + host
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

/** Something long that no person wrote: letters and digits mixed, or hexadecimal. */
function hasKey(url: URL): boolean {
  const pieces = [...url.pathname.split('/'), ...ownValues(url), ...url.hash.split(/[#/?&=]/)]
  return pieces.some((piece) => piece.length >= 16 && /\d/.test(piece) && /[a-z]/i.test(piece) && !/\s/.test(piece))
}

function whyNone(candidates: readonly Candidate[], own: readonly Candidate[], signInUrl: string): string {
  const foreign = candidates.filter((one) => !own.includes(one) && !one.places.some(isForbiddenText))
  const signIn = foreign.find(({ places }) => places.some(isSignInText)) ?? foreign.find(({ url }) => hasKey(url))
  if (signIn) {
    return `the sign-in mail links to ${signIn.url.host}, which is not the service's site (${siteOf(signInUrl)}); ${SET_PATTERN}, if that link is to be opened`
  }
  if (own.length > 0) {
    return `the sign-in mail has only links that are not opened (unsubscribe, help, privacy, home page and the like); ${SET_PATTERN}`
  }
  return 'the sign-in mail has no link to sign in with'
}
