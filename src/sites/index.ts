// Which addresses belong together. Takes addresses, gives the site each belongs to, by the public-suffix list.
import { parse } from 'tldts'

/**
 * The site of an address: its registrable domain by the public-suffix list (`acme.co.uk`). Suffixes that companies hand
 * out to strangers (`vercel.app`, `github.io`) count as public, so `one.vercel.app` and `two.vercel.app` are two sites.
 * An IP address, a single name (`localhost`) and a public suffix itself are their own site. The port does not matter.
 * Undefined where `url` is no address of the web.
 *
 * @see https://publicsuffix.org
 */
export function siteOf(url: string): string | undefined {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  // A socket of a page is as much the service's as the page.
  if (!/^(?:https?|wss?):$/.test(protocol) || hostname === '') return undefined
  const host = hostname.replace(/\.$/, '')
  return parse(host, { allowPrivateDomains: true }).domain ?? host
}

/** Whether both addresses belong to one site; false where either is no address of the web. */
export function isSameSite(one: string, other: string): boolean {
  const site = siteOf(one)
  return site !== undefined && site === siteOf(other)
}
