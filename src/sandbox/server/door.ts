import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import type { Strike } from '../faults/board.ts'
import type { Answer, BodyBreak } from '../faults/effect.ts'
import type { SandboxSurface } from '../faults/surfaces.ts'
import { breakConnection, deliver, goneSignal, untilGone, waited } from '../reply/deliver.ts'
import { broken, halves } from '../reply/frames.ts'
import type { Deps, Env } from './deps.ts'
import type { Dialect } from './dialect.ts'
import { edgePage } from './edge-pages.tsx'

/** Where a request knocks. */
export interface Place {
  readonly surface: SandboxSurface | ((c: Context<Env>) => SandboxSurface)
  readonly route: string
  readonly dialect: Dialect
  /** Usual work before the answer, ms. */
  workMs(): number
}

/** Serves a request at the normal pace, or applies the fault that hits it. */
export function door(deps: Deps, place: Place): MiddlewareHandler<Env> {
  return async (c, next) => {
    const surface = typeof place.surface === 'string' ? place.surface : place.surface(c)
    const asked = await place.dialect.asked(c)
    const strike = deps.board.strike({ surface, route: place.route, ...asked })
    const wait = strike?.effect.wait
    const gone = goneSignal(c.env.outgoing)
    if (!(await waited(place.workMs() + (wait?.at === 'start' ? wait.ms : 0), gone))) return RESPONSE_ALREADY_SENT
    if (!strike) return next()
    deps.log.debug('fault strikes', { surface, route: place.route, fault: strike.fault })
    return struck(c, next, strike, place.dialect)
  }
}

async function struck(
  c: Context<Env>,
  next: () => Promise<void>,
  strike: Strike,
  dialect: Dialect,
): Promise<Response | undefined> {
  const { effect } = strike
  if (effect.connection === 'hang') {
    await untilGone(c.env.outgoing)
    return RESPONSE_ALREADY_SENT
  }
  if (effect.connection) {
    breakConnection(c.env.incoming.socket, effect.connection)
    return RESPONSE_ALREADY_SENT
  }
  if (effect.answer) return withHeaders(await answerOf(c, effect.answer, dialect), strike.headers)
  c.set('strike', strike)
  await next()
  if (effect.body && !c.res.headers.has(ALREADY_SENT)) await breakBody(c, effect.body)
  return undefined
}

/** Set by the marker response of node-server: the handler wrote to the connection itself. */
const ALREADY_SENT = 'x-hono-already-sent'

async function answerOf(c: Context<Env>, answer: Answer, dialect: Dialect): Promise<Response> {
  if (answer.kind === 'error') return dialect.error(c, answer)
  if (answer.kind === 'edge') return c.html(edgePage(answer.page), answer.status as 200)
  if (answer.kind === 'empty') return c.body('', 200, { 'content-type': dialect.contentType })
  return c.redirect('/moved', 307)
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** Sends the answer of the handler, broken. For answers that are not streams themselves. */
async function breakBody(c: Context<Env>, fault: BodyBreak): Promise<void> {
  const { status, headers } = c.res
  const text = await c.res.text()
  const body = broken(halves(text), fault, NO_EVENTS)
  const kept = Object.fromEntries([...headers].filter(([name]) => name !== 'content-length'))
  const length = fault.next === 'end' ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  await deliver(c.env.outgoing, { status, headers: { ...kept, ...length } }, body)
  // Taken away first: Hono merges a response into the one it replaces, and would lose the marker.
  c.res = undefined
  c.res = RESPONSE_ALREADY_SENT
}

/** Faults that need events are `streamOnly`, so these are never sent. */
const NO_EVENTS = { ping: '', garbage: '', error: () => '' }
