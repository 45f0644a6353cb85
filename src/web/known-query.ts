import { Hono } from 'hono'
import { MonitorError, oneLine } from '../core/index.ts'
import { singleQuery } from './v1/index.ts'

/** The parameters of the front page and its parts. */
const CHOICE = ['since', 'from', 'to', 'q', 'state']

/**
 * The query parameters of every address that has no schema for them. Not listed: pages outside of the dashboard, which
 * other programs link to and may add parameters of their own to: /ack, /state, the Statuspage face, /metrics, artifacts.
 */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  ...{ '/': CHOICE, '/parts/now': CHOICE, '/parts/trend': CHOICE },
  ...{ '/mutes': ['scope'], '/trouble': ['surface'] },
  ...{ '/plan': [], '/objectives': [], '/monitor': [], '/months': [], '/months/:month': [] },
  ...{ '/probes': [], '/probes/:probe': [], '/probes/:target/:probe': [], '/runs/:target/:probe/:name': [] },
  ...{ '/incidents/:name': [], '/incidents/:name/evidence.zip': [], '/incidents/:name/acknowledge': [] },
  ...{ '/api/status': [], '/api/incidents/:name': [], '/api/read/:name': ['query'] },
  ...{ '/api/v1/plan': [], '/api/v1/months/:month': [], '/api/v1/incidents/:name': [], '/api/v1/schema.json': [] },
}

/**
 * Refuses an address with a parameter that it does not have, or has twice: whoever filters by `?target=claude` must not get
 * everything and believe it filtered.
 */
export function knownQueries(): Hono {
  const routes = new Hono()
  for (const [path, known] of Object.entries(PARAMETERS)) {
    routes.get(path, async (c, next) => {
      const unknown = Object.keys(singleQuery(c)).find((name) => !known.includes(name))
      if (unknown === undefined) return next()
      throw new MonitorError('bad_query', `There is no parameter ${oneLine(unknown, 40)}`, {
        hint: known.length === 0 ? 'This address takes no parameters.' : `Known: ${known.join(', ')}.`,
      })
    })
  }
  return routes
}
