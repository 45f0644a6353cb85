import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type Clock, DAY, defined, MINUTE, SECOND, type Secret } from '../core/index.ts'
import { renderSignIn } from '../report/index.ts'
import { createFailureLimit } from './failure-limit.ts'
import { fieldsOf, formLimit, formPage } from './form.ts'

/** Where a person enters the token. */
export const SIGN_IN_PATH = '/sign-in'
const SESSION_MS = 30 * DAY

/** Access to the dashboard: by the token as a bearer header, or by the cookie of a person who entered it. */
interface Access {
  readonly guard: MiddlewareHandler
  /** The page on which the token is entered. */
  readonly routes: Hono
}

/**
 * Access by one token. The cookie holds no token, only a signature made with it: another token ends all sessions.
 * @param secure whether the dashboard is reached over https, so that the cookie must never travel without
 */
export function createAccess(token: Secret, deps: { readonly clock: Clock; readonly secure: boolean }): Access {
  const cookie = createSessionCookie(token, deps)
  const failures = createFailureLimit(deps.clock)
  const routes = new Hono()
  routes.get('/', (c) => signInPage(c, 200))
  routes.post('/', formLimit, async (c) => {
    if (failures.exceeded()) {
      c.header('Retry-After', String(MINUTE / SECOND))
      return signInPage(c, 429, 'Too many wrong tokens. Wait a minute, then try again.')
    }
    const { token: entered } = await fieldsOf(c, ['token'])
    if (!sameText(entered.trim(), token.reveal())) {
      failures.add()
      return signInPage(c, 401, 'Wrong token. Enter the value that dashboard.token in the configuration refers to.')
    }
    cookie.set(c)
    return c.redirect(pageAfter(c), 303)
  })
  return {
    routes,
    guard: async (c, next) => {
      if (c.req.path === SIGN_IN_PATH || holdsToken(c, token) || cookie.isValid(c)) return next()
      if (c.req.method === 'GET' && c.req.header('accept')?.includes('text/html')) return c.redirect(signInFor(c))
      return c.text('Send the token of dashboard.token as "Authorization: Bearer …", or sign in at /sign-in.', 401, {
        'WWW-Authenticate': 'Bearer realm="doorwatch"',
      })
    },
  }
}

/** Whether the request has the token as a bearer header, which a page of another site cannot make a browser send. */
export function holdsToken(c: Context, token: Secret): boolean {
  const [, bearer] = /^Bearer +(\S+)\s*$/i.exec(c.req.header('authorization') ?? '') ?? []
  return bearer !== undefined && sameText(bearer, token.reveal())
}

function createSessionCookie(token: Secret, { clock, secure }: { readonly clock: Clock; readonly secure: boolean }) {
  const sign = (text: string) => createHmac('sha256', token.reveal()).update(text).digest('base64url')
  // Browsers send a cookie to every port of a host: two dashboards on one machine must not overwrite each other's.
  const name = `doorwatch-${sign('name')
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)}`
  return {
    set(c: Context): void {
      const expires = String(clock.now() + SESSION_MS)
      setCookie(c, name, `${expires}.${sign(`session ${expires}`)}`, {
        // Not `Strict`, which leaves the cookie out where a person follows the link of an alert in Slack or a mail.
        ...{ path: '/', httpOnly: true, sameSite: 'Lax', secure },
        maxAge: SESSION_MS / SECOND,
      })
    },
    isValid(c: Context): boolean {
      const [expires = '', signature = ''] = (getCookie(c, name) ?? '').split('.')
      return sameText(signature, sign(`session ${expires}`)) && Number(expires) > clock.now()
    },
  }
}

/** Compares in constant time, whatever the position of the first difference and the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** Carries a page other than the front page through the sign-in. */
const PAGE_PARAMETER = 'page'

/** The address of the sign-in that leads to the requested page: the front page is known by its query alone. */
function signInFor(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  if (pathname === '/') return `${SIGN_IN_PATH}${search}`
  return `${SIGN_IN_PATH}?${new URLSearchParams({ [PAGE_PARAMETER]: pathname + search })}`
}

/** Where the sign-in leads: a page of this dashboard, whatever its address names. */
function pageAfter(c: Context): string {
  const { origin, search, searchParams } = new URL(c.req.url)
  const page = searchParams.get(PAGE_PARAMETER)
  if (page === null) return `/${search}`
  // Browsers read '//host' and '/\host' as the address of another site.
  const target = URL.canParse(page, origin) ? new URL(page, origin) : undefined
  if (target?.origin !== origin || !page.startsWith('/')) return '/'
  return target.pathname.replace(/^\/+/, '/') + target.search
}

function signInPage(c: Context, status: 200 | 401 | 429, problem?: string): Response | Promise<Response> {
  const page = { action: `${SIGN_IN_PATH}${new URL(c.req.url).search}`, ...defined({ problem }) }
  return formPage(c, renderSignIn(page), status)
}
