import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { SandboxSurface } from '../faults/surfaces.ts'
import type { Deps, Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { varied } from '../server/pace.ts'
import { surfaceRoute } from '../server/surface-route.ts'

export const SESSION_COOKIE = 'lumen_session'

/** Creates the routes of a surface: each serves at the surface's pace or applies a fault. */
export function routesOf(
  deps: Deps,
  surface: SandboxSurface | ((c: Context<Env>) => SandboxSurface),
  dialect: Dialect,
) {
  return (route: string, workMs: number): MiddlewareHandler<Env> =>
    surfaceRoute(deps, { surface, route, dialect, workMs: () => varied(workMs, deps.pace, deps.random) })
}

/** Sends visitors without a session to sign in, and back afterwards. */
export function signedIn(deps: Deps): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (hasSession(c, deps)) return next()
    return c.redirect(`/sign-in?next=${encodeURIComponent(c.req.path)}`, 302)
  }
}

export function hasSession(c: Context<Env>, deps: Deps): boolean {
  return c.var.injected?.effect.session !== 'refused' && deps.sessions.isOpen(getCookie(c, SESSION_COOKIE))
}

/** The page to show next. Only pages of this service: a link must not redirect a user to another site. */
export function nextOf(c: Context<Env>): string {
  const next = c.req.query('next') ?? ''
  return ['/chat', '/console', '/console/keys', '/account'].includes(next) ? next : '/chat'
}

export function isDrifted(c: Context<Env>): boolean {
  return c.var.injected?.effect.page === 'drift'
}
