import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { formPolicy } from '../report/index.ts'

const MAX_FORM_BYTES = 8 * 1024

/** Refuses a form of more than 8 kB. */
export const formLimit = bodyLimit({
  maxSize: MAX_FORM_BYTES,
  onError: (c) => c.text('The form is too large (8 kB at most).', 413),
})

/** The named fields of a form as text; empty where one is missing or a file. */
export async function fieldsOf<Name extends string>(
  c: Context,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const form = await c.req.parseBody().catch((): Record<string, unknown> => ({}))
  const texts = names.map((name) => [name, typeof form[name] === 'string' ? form[name] : ''])
  return Object.fromEntries(texts) as Record<Name, string>
}

/**
 * A page with a form for this server. `same-origin`, because from a page with `no-referrer` browsers send `Origin: null`,
 * which over plain http looks like a form of another site.
 */
export function formPage(c: Context, html: string, status: 200 | 400 | 401 | 404 | 429 | 503 = 200) {
  c.header('Content-Security-Policy', formPolicy())
  c.header('Referrer-Policy', 'same-origin')
  return c.html(html, status)
}
