import type { Target } from '../../core/index.ts'
import { isSameSite } from '../../sites/index.ts'
import type { OpenStep } from '../record/recorder.ts'
import { type Exchange, isPage } from './network-watch.ts'
import { isOwnSite } from './sites.ts'

/**
 * The exchanges whose failure counts against the service: those with its sites, with every site that the flow's pages
 * visited, and with the identity provider that a popup or frame opened. Third parties are left out.
 */
export function exchangesOfFlow(exchanges: readonly Exchange[], target: Target): readonly Exchange[] {
  const visited = exchanges.filter((exchange) => isPage(exchange) || asksForSignIn(exchange)).map(({ url }) => url)
  const foreign = [...new Set(visited.map(originOf))].filter((url) => !isOwnSite(url, target))
  return exchanges.filter(({ url }) => isOwnSite(url, target) || foreign.some((site) => isSameSite(site, url)))
}

const SIGN_IN_HOST = /^(accounts?|appleid|auth\d*|id|identity|idp|login|oauth\d*|signin|sso)\./i
const SIGN_IN_PATH =
  /(^|[/_.-])(adfs|authorize|login|oauth\d*|openid|openid-connect|saml\d*|sign-?in|sso|wsfed)([/_.-]|$)/i
/** Required parameters of OAuth 2.0, OpenID Connect, SAML 2.0 and WS-Federation requests. */
const SIGN_IN_PARAMETERS = ['client_id', 'redirect_uri', 'response_type', 'SAMLRequest', 'wtrealm']

/** Whether a popup or frame was opened at a sign-in address, as a button "Continue with …" does. */
function asksForSignIn({ kind, place, url }: Exchange): boolean {
  if (kind !== 'frame' && !(kind === 'document' && place === 'popup')) return false
  const { hostname, pathname, searchParams } = new URL(url)
  return (
    SIGN_IN_HOST.test(hostname) ||
    SIGN_IN_PATH.test(pathname) ||
    SIGN_IN_PARAMETERS.some((name) => searchParams.has(name))
  )
}

function originOf(url: string): string {
  return new URL(url).origin
}

/** The exchanges since the page was opened on which the step began: its failure may have begun in an earlier step. */
export function sincePage(exchanges: readonly Exchange[], step: OpenStep | undefined): readonly Exchange[] {
  const first = exchanges.findIndex((exchange) => exchange.step === step)
  const before = first < 0 ? exchanges.length : first
  const opened = exchanges.slice(0, before).findLastIndex(isPage)
  return exchanges.slice(Math.max(0, opened))
}
