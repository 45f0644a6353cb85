import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const EVERYWHERE = ['0.0.0.0', '::']

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Headers of every answer. An answer that sets its own content policy keeps it. */
export function guardAnswers(): MiddlewareHandler {
  return async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
    await next()
    if (!c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', "default-src 'none'")
    return undefined
  }
}

/** Longest address that is read, in characters: many times that of any page with all its filters. */
const LONGEST_ADDRESS = 4_000

/** Refuses addresses that are longer than those of any page or client, before anything reads them. */
export function guardAddress(): MiddlewareHandler {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    const length = pathname.length + search.length
    if (length <= LONGEST_ADDRESS) return next()
    return c.text(`This address has ${length} characters; at most ${LONGEST_ADDRESS} are read.`, 414)
  }
}

/**
 * Answers only requests for a name of this server. A page of another site that points its own name at this address
 * (DNS rebinding) could otherwise read the dashboard through the visitor's browser.
 * @param publicUrl address of a proxy that passes the Host header on
 */
export function guardHost(host: string, publicUrl?: string): MiddlewareHandler {
  const proxied = publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  return async (c, next) => {
    const header = c.req.header('host') ?? ''
    if (isOwnName(header, host) || (proxied !== undefined && isOwnName(header, proxied))) return next()
    return c.text(
      `This dashboard does not answer to that name. Set dashboard.publicUrl in the configuration to allow it.`,
      421,
    )
  }
}

/** Whether a Host header names this server. A server that is bound to every address accepts any address, but no other name. */
export function isOwnName(header: string, host: string): boolean {
  const name = nameOf(header)
  if (name === undefined) return false
  return LOOPBACK.includes(name) || name === host.toLowerCase() || (EVERYWHERE.includes(host) && isIP(name) !== 0)
}

/** The name in 'name', 'name:port' or '[address]:port'. */
function nameOf(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}
