import { type Context, Hono } from 'hono'
import { type Clock, MINUTE, MonitorError, SECOND } from '../core/index.ts'
import { type AckLinkPage, formPolicy, renderAckLink } from '../report/index.ts'
import type { AckByLink, AckLinkState } from './ack-port.ts'
import { isForeign } from './cross-site.ts'
import { createFailureLimit } from './failure-limit.ts'
import { fieldsOf, formLimit } from './form.ts'

/** Path of the links in messages. It continues with a token, which no log may contain. */
export const ACK_LINK_PATH = '/ack'

interface AckLinkDeps {
  readonly acknowledge: AckByLink
  readonly clock: Clock
  readonly timezone: string
}

const STATUS: Readonly<Record<AckLinkPage['state'], 200 | 403 | 404 | 410 | 429>> = {
  ...{ open: 200, acknowledged: 200, over: 410, used: 410, expired: 410, unknown: 404, busy: 429, foreign: 403 },
}

/**
 * The page of an acknowledgement link. The token in its path is the permission, so it needs no session. Only a POST
 * acknowledges, because programs that check links send GET and HEAD.
 */
export function ackLinkRoutes(deps: AckLinkDeps): Hono {
  const { acknowledge } = deps
  const failures = createFailureLimit(deps.clock)
  const routes = new Hono()
  const answer = (c: Context, page: AckLinkPage) => answerWith(c, page, deps)

  routes.get('/:token', async (c) => {
    const state = await acknowledge.look(c.req.param('token'))
    return answer(c, counted(state, failures))
  })
  routes.post('/:token', formLimit, async (c) => {
    if (isForeign(c)) return answer(c, { state: 'foreign' })
    const token = c.req.param('token')
    const form = await fieldsOf(c, ['by', 'reason'])
    try {
      return answer(c, counted(await acknowledge.confirm(token, form), failures))
    } catch (error) {
      if (!(error instanceof MonitorError) || error.code !== 'ack_name') throw error
      const page = pageOf(await acknowledge.look(token))
      return answer(c, page.state === 'open' ? { ...page, ...form, problem: 'Enter your name.' } : page)
    }
  })
  return routes
}

/** Counts unknown tokens. A link that works is never refused because of them. */
function counted(state: AckLinkState, failures: ReturnType<typeof createFailureLimit>): AckLinkPage {
  if (state.state !== 'unknown') return pageOf(state)
  if (failures.exceeded()) return { state: 'busy' }
  failures.add()
  return { state: 'unknown' }
}

function pageOf(state: AckLinkState): AckLinkPage {
  if (state.state === 'over') return { state: 'over', at: state.endedAt }
  if (state.state !== 'acknowledged') return state
  const { by, at } = state.acknowledgement
  return { state: 'acknowledged', by, at, first: state.first }
}

function answerWith(c: Context, page: AckLinkPage, { clock, timezone }: AckLinkDeps): Response | Promise<Response> {
  c.header('Content-Security-Policy', formPolicy())
  if (page.state === 'busy') c.header('Retry-After', String(MINUTE / SECOND))
  return c.html(renderAckLink(page, { timezone, now: clock.now() }), STATUS[page.state])
}
