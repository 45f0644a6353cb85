import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Env } from '../server/deps.ts'

/** Sends a page; it is never kept by the browser, so that each visit asks the service. */
export function sendPage(c: Context<Env>, page: JSX.Element, status = 200): Response {
  return c.html(`<!doctype html>${page}`, status as 200, { 'cache-control': 'no-store' })
}
