import type { Context } from 'hono'
import { MonitorError, oneLine } from '../../core/index.ts'

/**
 * The parameters of a request by name.
 * @throws MonitorError `bad_query` for a repeated parameter: a request for two targets must not get those of the first only
 */
export function singleQuery(c: Context): Readonly<Record<string, string>> {
  const all = Object.entries(c.req.queries())
  const [twice] = all.find(([, values]) => values.length > 1) ?? []
  if (twice === undefined) return Object.fromEntries(all.map(([name, [value = '']]) => [name, value]))
  throw new MonitorError('bad_query', `${oneLine(twice, 40)}: given twice`, {
    hint: 'Give each parameter once; several outcomes or triggers are separated by commas.',
  })
}
