import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dialectOf } from '../../src/fault-proxy/dialect.ts'
import type { Passage } from '../../src/fault-proxy/pass-on.ts'

/** What a caller of a proxy got: the status, every piece, and whether the answer had its end. */
interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** False where the connection broke off in the middle of the body. */
  readonly ended: boolean
}

/** Answers one request by `work` on a real connection, and resolves with what its caller got. */
export async function callerOf(work: (out: ServerResponse) => Promise<void>): Promise<Got> {
  const server = createServer((_incoming, out) => {
    work(out).catch(() => out.socket?.destroy())
  })
  const url = await listening(server)
  try {
    return await readAll(await fetch(url))
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function readAll(response: Response): Promise<Got> {
  const { status, headers } = response
  let text = ''
  try {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece
    return { status, headers, text, ended: true }
  } catch {
    return { status, headers, text, ended: false }
  }
}

/** An answer of an upstream, as `fetch` gives it. */
export function answerOf(pieces: readonly string[], init: ResponseInit = {}): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece))
      controller.close()
    },
  })
  return new Response(body, init)
}

export const EVENT_STREAM = { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }

/** An event of the Messages API. */
export function event(type: string, fields: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}

export function token(text: string): string {
  return event('content_block_delta', { delta: { type: 'text_delta', text } })
}

/** The text of the tokens in a stream of the Messages API. */
export function textIn(stream: string): string {
  return [...stream.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, text]) => text).join('')
}

export const WORDS = ['kite ', 'river ', 'lamp ', 'stone ', 'cloud']
/** A whole stream of these words. */
export const STREAM = [
  event('message_start', { message: { model: 'm' } }),
  ...WORDS.map(token),
  event('content_block_stop'),
  event('message_stop'),
]

export function passage(out: ServerResponse, answer: Response, signal = new AbortController().signal): Passage {
  return { out, answer, dialect: dialectOf('/v1/messages'), signal }
}
