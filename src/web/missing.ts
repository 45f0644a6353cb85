import type { Context } from 'hono'
import { renderMissing, servicePolicy } from '../report/index.ts'
import type { Models } from './models.ts'

/** What cannot be answered, why, and where to go. */
export interface Refusal {
  /** 'There is no such run.' */
  readonly text: string
  readonly hint: string
  /** Default: the front page. */
  readonly link?: { readonly href: string; readonly text: string }
}

const FRONT_PAGE = { href: '/', text: 'Front page' }

/** The refusal as a page for a browser, as plain text for everyone else. */
export function refuseWith(
  c: Context,
  models: Pick<Models, 'imprint'>,
  { text, hint, link = FRONT_PAGE }: Refusal,
  status: 400 | 404 | 503,
): Response | Promise<Response> {
  if (!c.req.header('accept')?.includes('text/html')) return c.text(`${text}\n${hint}`.trimEnd(), status)
  c.header('Content-Security-Policy', servicePolicy())
  return c.html(renderMissing(models.imprint(), { text, hint, links: [link] }), status)
}
