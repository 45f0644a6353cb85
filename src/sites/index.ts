// Sites of addresses. Takes addresses, gives the site of each, by the public-suffix list.
import { parse } from 'tldts'

/**
 * The site of an address: its registrable domain by the public-suffix list (`acme.co.uk`). Private suffixes whose names
 * belong to different customers (`vercel.app`, `github.io`) count as public, so `one.vercel.app` and `two.vercel.app` are
 * two sites. An IP address, a single name (`localhost`) and a public suffix are each a site. The port does not matter.
 * Undefined for anything but an http, https, ws or wss address.
 *
 * @see https://publicsuffix.org
 */
export function siteOf(url: string): string | undefined {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  // A web socket belongs to the service like the page that opens it.
  if (!/^(?:https?|wss?):$/.test(protocol) || hostname === '') return undefined
  const host = hostname.replace(/\.$/, '')
  return parse(host, { allowPrivateDomains: true }).domain ?? host
}

/** Whether both addresses belong to one site; false where either has none. */
export function isSameSite(one: string, other: string): boolean {
  const site = siteOf(one)
  return site !== undefined && site === siteOf(other)
}
