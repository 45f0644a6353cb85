import { defined, messageOf, withDeadline } from '../core/index.ts'
import type { ProxyControl, ProxyFault } from '../fault-proxy/index.ts'
import type { Exercise, Reply } from './judging/cell.ts'
import { createGolden, type Golden } from './judging/golden.ts'
import { holdLease } from './lease.ts'
import { failedReply } from './routes/failed-reply.ts'
import type { Route } from './routes/route.ts'

/** The parameters of every exercise of a test. */
export interface Exercising {
  readonly proxy: ProxyControl
  readonly patienceMs: number
  /** Random hexadecimal digits. */
  readonly hex: (digits: number) => string
  /** Aborts when the test is interrupted. */
  readonly signal: AbortSignal
}

/** Sends one request through a route, with the fault or without one. */
export async function exercise(test: Exercising, route: Route, fault?: ProxyFault): Promise<Exercise> {
  const golden = createGolden(test.hex(24))
  return ask(test, route, golden, fault)
}

/** Like `exercise`, with another prompt. @param promptOf the prompt for a token, which it has to contain */
export async function exerciseWith(
  test: Exercising,
  route: Route,
  fault: ProxyFault,
  promptOf: (token: string) => string,
): Promise<Exercise> {
  const golden = createGolden(test.hex(24))
  return ask(test, route, { ...golden, prompt: promptOf(golden.token) }, fault)
}

async function ask(test: Exercising, route: Route, golden: Golden, fault: ProxyFault | undefined): Promise<Exercise> {
  const { token, exchange, prompt } = golden
  const lease = await holdLease(test.proxy, token, { exchange, ...defined({ fault: fault?.name }) })
  const begunAt = performance.now()
  const reply = await withDeadline<Reply | undefined, undefined>(
    (signal) => route.ask(prompt, signal).catch(replyOfError),
    { limitMs: test.patienceMs, onLate: () => undefined, signal: test.signal, onAbort: () => undefined },
  )
  const tookMs = performance.now() - begunAt
  return { golden, reply, tookMs, sighting: await lease.end() }
}

/** The reply of a client that threw: the connection failed before an answer. */
function replyOfError(error: unknown): Reply {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return failedReply(`${messageOf(error)}${cause}`)
}
