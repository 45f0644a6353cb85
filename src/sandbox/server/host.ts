import type { MiddlewareHandler } from 'hono'
import type { Env } from './deps.ts'

const LOOPBACK = /^(localhost|[a-z0-9-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i

/** Refuses requests to other host names: otherwise a web page could reach the sandbox through a name that it controls (DNS rebinding). */
export const loopbackHostOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (LOOPBACK.test(c.req.header('host') ?? '')) return next()
  return c.json({ error: { code: 'host', message: 'this service answers to loopback names only' } }, 421)
}
