import { isSameSite, siteOf } from '../../sites/index.ts'
import { forbiddenWords, hasOwnWords, isForbiddenText, isSignInAddress, isSignInText, ownValues } from './link-words.ts'
import type { Mail } from './mail.ts'
import type { MailLink } from './mail-link.ts'

/** The link to sign in with, or why none is opened. The reason contains no address that could sign in. */
type LinkChoice = { readonly url: string } | { readonly problem: string }

/** An address and every place of the mail that links to it. */
interface Candidate {
  readonly url: URL
  readonly text: string
  readonly places: readonly MailLink[]
}

/**
 * Chooses the link to sign in with: what `pattern` finds, else the link of the service's site with the highest score, which
 * counts its label, the words of its address and a long key in it. A link with score 0 is opened only where it is the only
 * one: the wrong one can unsubscribe the account or report the sign-in as an attack.
 */
export function chooseLink(mail: Mail, signInUrl: string, pattern: string | undefined): LinkChoice {
  if (pattern !== undefined) return byPattern(mail, new RegExp(pattern))
  const candidates = candidatesIn(mail)
  const ofSite = candidates.filter(({ text }) => isSameSite(text, signInUrl))
  const harmless = ofSite.filter((link) => !isForbidden(link, signInUrl) && !isHome(link.url))
  const ranked = harmless
    .map((link) => ({ text: link.text, score: scoreOf(link, signInUrl) }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = ranked
  if (!best) return { problem: whyNone(candidates, ofSite, signInUrl) }
  if (best.score === 0 && second) {
    return {
      problem: `none of the ${ranked.length} links to the service's site in the sign-in mail looks like a sign-in link; ${SET_PATTERN}`,
    }
  }
  return { url: best.text }
}

/** What of a sign-in link is secret, everything after its host: as the mail writes it, and as a browser shows it. */
export function secretPartsOf(link: string): readonly string[] {
  // A browser keeps the mark of an empty query or fragment: its `href` has it, its `search` and `hash` lack it.
  const forms = [link, URL.canParse(link) ? new URL(link).href : '']
  return [...new Set(forms.map((form) => form.replace(/^https?:\/\/[^/?#]*\/?/i, '')))].filter((part) => part !== '')
}

const SET_PATTERN = 'set login.strategy.mailbox.pattern to a regular expression that matches the right one'

function byPattern(mail: Mail, pattern: RegExp): LinkChoice {
  for (const { url } of mail.links) {
    const match = pattern.exec(url)
    const address = match?.[1] ?? match?.[0]
    if (address !== undefined && /^https?:\/\//i.test(address)) return { url: address }
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
  // "support" is not forbidden where the sign-in page is at support.example.org.
  const allowed = new Set(URL.canParse(signInUrl) ? forbiddenWords(new URL(signInUrl)) : [])
  if (forbiddenWords(url).some((word) => !allowed.has(word))) return true
  const forbidden = places.filter(isForbiddenText)
  // "Sign in" on the button counts more than "Need help? Paste this:" before the same address.
  const isSignInButton = places.some((place) => hasOwnWords(place) && isSignInText(place) && !isForbiddenText(place))
  return forbidden.some(hasOwnWords) || (forbidden.length > 0 && !isSignInButton)
}

/** The address of a logo. */
function isHome({ pathname, search, hash }: URL): boolean {
  return pathname === '/' && search === '' && hash === ''
}

/** A key counts most: a link that signs in has one, the link to the sign-in page has none. */
function scoreOf({ url, places }: Candidate, signInUrl: string): number {
  const words = places.some(isSignInText) ? 4 : 0
  const address = isSignInAddress(url) ? 3 : 0
  const key = hasKey(url) ? 5 : 0
  const host = words + address + key > 0 && url.host === hostOf(signInUrl) ? 1 : 0
  return words + address + key + host
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

/** Whether it contains a key: 16 characters or more, letters and digits mixed. */
function hasKey(url: URL): boolean {
  const pieces = [...url.pathname.split('/'), ...ownValues(url), ...url.hash.split(/[#/?&=]/)]
  return pieces.some((piece) => piece.length >= 16 && /\d/.test(piece) && /[a-z]/i.test(piece) && !/\s/.test(piece))
}

function whyNone(candidates: readonly Candidate[], ofSite: readonly Candidate[], signInUrl: string): string {
  const foreign = candidates.filter((link) => !ofSite.includes(link) && !link.places.some(isForbiddenText))
  const signIn = foreign.find(({ places }) => places.some(isSignInText)) ?? foreign.find(({ url }) => hasKey(url))
  if (signIn) {
    return `the sign-in mail links to ${signIn.url.host}, which is not the service's site (${siteOf(signInUrl)}); ${SET_PATTERN}, if that link is to be opened`
  }
  if (ofSite.length > 0) {
    return `the sign-in mail has only links that are not opened (unsubscribe, help, privacy, home page and the like); ${SET_PATTERN}`
  }
  return 'the sign-in mail has no link to sign in with'
}
