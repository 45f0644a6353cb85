import { defined, formatDuration } from '../../core/index.ts'
import { breaksStream, type ProxyFault, type Sighting } from '../../fault-proxy/index.ts'
import { type Golden, type Server, serverOf } from './golden.ts'

/** The reply that a caller got. */
export interface Reply {
  readonly text: string
  /** Whether the answer was complete. */
  readonly complete: boolean
  /** The error that the person sees instead of an answer. */
  readonly error?: string
  /** The HTTP status that the caller got, where the client reports it. */
  readonly httpStatus?: number
  /** The model in the answer. */
  readonly model?: string
}

/** One request with its fault, and its result. */
export interface Exercise {
  readonly golden: Pick<Golden, 'a' | 'b'>
  /** Undefined: no answer within the patience. */
  readonly reply: Reply | undefined
  readonly sighting: Sighting
  /** Until the answer or the end of the patience, ms. */
  readonly tookMs: number
}

/**
 * `green`: a complete right answer within the patience, although the fault was injected. `error`: the person saw an error.
 * `lost`: no right answer, and the HTTP status says success. `waits`: no answer within the patience. `not exercised`: the
 * fault did not reach the request.
 */
export type Verdict = 'green' | 'error' | 'lost' | 'waits' | 'not exercised'

/** A cell of the route matrix, judged. */
interface Judgement {
  readonly verdict: Verdict
  readonly servedBy?: Server
  /** What happened, in words. */
  readonly text: string
  /** The error that the person saw instead of an answer. */
  readonly shown?: string
}

/** Judges one exercise. Pure. */
export function judgeCell(fault: ProxyFault, exercise: Exercise): Judgement {
  const { reply, sighting, tookMs } = exercise
  if (sighting.injected === 0) return { verdict: 'not exercised', text: whyNotExercised(exercise) }
  if (!reply) return { verdict: 'waits', text: `no answer within ${formatDuration(tookMs)}` }
  const server = serverOf(reply.text, exercise.golden)
  if (server && reply.complete && reply.error === undefined) return greenBy(server, fault, tookMs)
  const errorShown = defined({ shown: reply.error })
  const isSuccess = reply.httpStatus === undefined ? reply.error === undefined : isOk(reply.httpStatus)
  if (!isSuccess) return { verdict: 'error', text: `error shown: ${reply.error ?? statusText(reply)}`, ...errorShown }
  return { verdict: 'lost', text: `logged as success and lost: ${lossText(exercise, reply)}`, ...errorShown }
}

/** Why provider A did not answer through the route while nothing was injected; undefined where it did. */
export function unsteady(exercise: Exercise): string | undefined {
  const { reply, sighting, golden } = exercise
  if (!reply) return 'no answer, although nothing was injected'
  if (reply.error !== undefined) return `an error, although nothing was injected: ${reply.error}`
  const server = serverOf(reply.text, golden)
  if (sighting.seen === 0) return server ? 'answered without asking the proxy' : 'the request did not reach the proxy'
  if (server === 'A') return undefined
  return server === 'B' ? 'model B answered, although nothing was injected' : 'a wrong answer of provider A'
}

/** Whether the gateway asked model B without asking A, as in a cooldown after earlier failures. */
export function isKeptOut({ reply, sighting, golden }: Exercise): boolean {
  return sighting.seen === 0 && reply !== undefined && serverOf(reply.text, golden) === 'B'
}

function greenBy(server: 'A' | 'B', fault: ProxyFault, tookMs: number): Judgement {
  // The faulty stream of A cannot have been complete, so B continued it.
  const servedBy: Server = server === 'A' && breaksStream(fault) ? 'A+B' : server
  return { verdict: 'green', servedBy, text: `${servedBy} answered after ${formatDuration(tookMs)}` }
}

function whyNotExercised(exercise: Exercise): string {
  const { sighting, reply } = exercise
  if (isKeptOut(exercise)) return 'model B answered and A was not asked'
  if (sighting.seen === 0) return 'the request did not reach the proxy'
  if (sighting.upstreamError === 0) return 'provider A cannot be reached'
  if (sighting.upstreamError !== undefined) return `provider A answered HTTP ${sighting.upstreamError} by itself`
  return reply ? 'the answer ended before the fault' : 'provider A did not answer in time by itself'
}

function lossText({ golden }: Exercise, { text, complete, error, httpStatus }: Reply): string {
  const status = httpStatus === undefined ? '' : `HTTP ${httpStatus}, `
  if (error !== undefined) return `${status}then "${error}"`
  if (text.includes(golden.b)) return `${status}the answer of B follows a broken part of A's`
  if (text === '') return `${status}an empty answer`
  return complete ? `${status}a wrong answer` : `${status}the answer breaks off without an error`
}

function statusText({ httpStatus }: Reply): string {
  return httpStatus === undefined ? 'no answer' : `HTTP ${httpStatus}`
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300
}
