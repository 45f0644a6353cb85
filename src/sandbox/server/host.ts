import type { MiddlewareHandler } from 'hono'
import type { Env } from './deps.ts'

const LOOPBACK = /^(localhost|[a-z0-9-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i

/** Turns away requests that were sent to another name: a page in a browser cannot reach in by a name that it controls. */
export const loopbackHostOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (LOOPBACK.test(c.req.header('host') ?? '')) return next()
  return c.json({ error: { code: 'host', message: 'this service answers to loopback names only' } }, 421)
}
