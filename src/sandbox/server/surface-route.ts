import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import type { InjectedFault } from '../faults/board.ts'
import type { Answer, BodyBreak } from '../faults/effect.ts'
import type { SandboxSurface } from '../faults/surfaces.ts'
import { breakConnection, deliver, disconnectSignal, sleepWhileOpen, untilDisconnected } from '../reply/deliver.ts'
import { breakFrames, splitInHalves } from '../reply/frames.ts'
import type { Deps, Env } from './deps.ts'
import type { Dialect } from './dialect.ts'
import { edgePage } from './edge-pages.tsx'

/** The surface and route of a request. */
interface Place {
  readonly surface: SandboxSurface | ((c: Context<Env>) => SandboxSurface)
  readonly route: string
  readonly dialect: Dialect
  /** Time the surface works before it answers while it is not broken, ms. */
  workMs(): number
}

/** Serves a request at the normal pace, or applies the fault that hits it. */
export function surfaceRoute(deps: Deps, place: Place): MiddlewareHandler<Env> {
  return async (c, next) => {
    const surface = typeof place.surface === 'string' ? place.surface : place.surface(c)
    const facts = await place.dialect.requestOf(c)
    const injected = deps.board.inject({ surface, route: place.route, ...facts })
    const wait = injected?.effect.wait
    const disconnected = disconnectSignal(c.env.outgoing)
    if (!(await sleepWhileOpen(place.workMs() + (wait?.at === 'start' ? wait.ms : 0), disconnected)))
      return RESPONSE_ALREADY_SENT
    if (!injected) return next()
    deps.log.debug('fault injected', { surface, route: place.route, fault: injected.fault })
    return applyFault(c, next, injected, place.dialect)
  }
}

async function applyFault(
  c: Context<Env>,
  next: () => Promise<void>,
  injected: InjectedFault,
  dialect: Dialect,
): Promise<Response | undefined> {
  const { effect } = injected
  if (effect.connection === 'hang') {
    await untilDisconnected(c.env.outgoing)
    return RESPONSE_ALREADY_SENT
  }
  if (effect.connection) {
    breakConnection(c.env.incoming.socket, effect.connection)
    return RESPONSE_ALREADY_SENT
  }
  if (effect.answer) return withHeaders(await answerOf(c, effect.answer, dialect), injected.headers)
  c.set('injected', injected)
  await next()
  if (effect.body && !c.res.headers.has(ALREADY_SENT)) await sendBrokenBody(c, effect.body)
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
async function sendBrokenBody(c: Context<Env>, fault: BodyBreak): Promise<void> {
  const { status, headers } = c.res
  const text = await c.res.text()
  const body = breakFrames(splitInHalves(text), fault, NO_EVENTS)
  const otherHeaders = Object.fromEntries([...headers].filter(([name]) => name !== 'content-length'))
  const length = fault.next === 'end' ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  await deliver(c.env.outgoing, { status, headers: { ...otherHeaders, ...length } }, body)
  // Hono merges a new response into the one it replaces, which would lose the marker.
  c.res = undefined
  c.res = RESPONSE_ALREADY_SENT
}

/** Faults that need events are `streamOnly`, so these are never sent. */
const NO_EVENTS = { ping: '', garbage: '', error: () => '' }
