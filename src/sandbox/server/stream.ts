import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { deliver } from '../reply/deliver.ts'
import { breakFrames, completeBody, type FailureFrames, type Frame } from '../reply/frames.ts'
import type { Deps, Env } from './deps.ts'
import { varied } from './pace.ts'

/** Waits inside one stream, ms. */
export interface StreamTimes {
  readonly firstToken: number
  token(): number
}

/** Delay to the first token and between tokens, with the delay of the fault. */
export function streamTimes(c: Context<Env>, deps: Deps): StreamTimes {
  const wait = c.var.injected?.effect.wait
  const { pace, random } = deps
  return {
    firstToken: varied(pace.firstTokenMs, pace, random) + (wait && wait.at !== 'start' ? wait.ms : 0),
    token: () => varied(pace.tokenMs, pace, random) + (wait?.at === 'token' ? wait.ms : 0),
  }
}

/** Sends an event stream, broken as the fault of this request says. */
export async function sendStream(
  c: Context<Env>,
  frames: readonly Frame[],
  failureFrames: FailureFrames,
): Promise<Response> {
  const fault = c.var.injected?.effect.body
  const head = c.body(null, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  const body = fault ? breakFrames(frames, fault, failureFrames) : completeBody(frames)
  await deliver(c.env.outgoing, { status: 200, headers: Object.fromEntries(head.headers) }, body)
  return RESPONSE_ALREADY_SENT
}
