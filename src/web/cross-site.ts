import type { Context, MiddlewareHandler } from 'hono'

const SAFE_METHODS = ['GET', 'HEAD']
const CHANGING_METHODS = ['POST']

/**
 * Allows changes only from a page of this dashboard or from a program (protection against CSRF). A browser adds the user's
 * cookie to a form of another site, but no site can forge `Sec-Fetch-Site` and `Origin`.
 * @param isProgram whether the request is authorised without cookies (by a bearer token)
 */
export function guardMethods(isProgram: (c: Context) => boolean): MiddlewareHandler {
  return async (c, next) => {
    const { method } = c.req
    if (SAFE_METHODS.includes(method)) return next()
    if (!CHANGING_METHODS.includes(method)) {
      return c.text(`The dashboard does not answer ${method}.`, 405, { Allow: 'GET, HEAD, POST' })
    }
    if (isProgram(c) || isSameOrigin(c)) return next()
    return c.text(
      'This request came from another site or without Origin and Sec-Fetch-Site headers. Nothing was changed.',
      403,
    )
  }
}

/**
 * Whether a page of another site sent a form. Unlike `guardMethods`, accepts a form of unknown origin, because its address is
 * a secret. (Browsers send `Origin: null` from pages with `Referrer-Policy: no-referrer`.)
 */
export function isForeign(c: Context): boolean {
  const origin = c.req.header('origin') ?? 'null'
  const isUnknown = c.req.header('sec-fetch-site') === undefined && origin === 'null'
  return !isUnknown && !isSameOrigin(c)
}

function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  // Browsers before 2023, and pages over plain http, send Origin only: it must have the host of the requested address.
  const origin = c.req.header('origin')
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === c.req.header('host')
}
