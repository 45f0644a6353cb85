import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A gateway between a team and two providers, with its log. */
export interface Gateway {
  readonly url: string
  /** One line per request: what its log says, and who answered. */
  readonly log: { readonly logged: 'success' | 'error'; readonly by: 'A' | 'B' }[]
  stop(): Promise<void>
}

export interface GatewayOptions {
  /** Address of provider A. */
  readonly a: string
  /** Model B: an address, or how it answers a prompt. */
  readonly b: string | ((prompt: string) => string)
  /**
   * The defect: it fails over on errors before the stream, passes on what breaks inside one, and logs a success. Without it
   * a stream is held back until it is whole.
   */
  readonly losesMidStream: boolean
  /** How long it waits for the first byte of A, and for the whole answer, ms. */
  readonly timeoutMs?: number
  /** How long A is kept out after a failure, ms. Default: not at all. */
  readonly cooldownMs?: number
  /** Never asks A. */
  readonly withoutA?: true
}

const KEY = 'lumen-key-5f3a9c71e0d24b86'

/** Starts a gateway stand-in for the Messages API on a free port. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const log: Gateway['log'] = []
  let outUntil = 0
  const server = createServer((incoming, out) => {
    answer(incoming, out).catch(() => out.socket?.destroy())
  })

  async function answer(incoming: IncomingMessage, out: ServerResponse): Promise<void> {
    const body = await textOf(incoming)
    const fromA = options.withoutA || Date.now() < outUntil ? undefined : await askA(body, out)
    if (fromA === 'sent') return
    if (fromA === undefined) {
      if (!options.withoutA && Date.now() >= outUntil) outUntil = Date.now() + (options.cooldownMs ?? 0)
      return askB(body, out)
    }
    log.push({ logged: 'success', by: 'A' })
    send(out, fromA)
  }

  /** The whole answer of A; `sent` where it was passed on as it came; undefined where B has to answer. */
  async function askA(body: string, out: ServerResponse): Promise<string | 'sent' | undefined> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), options.timeoutMs ?? 1_500)
    try {
      const response = await ask(options.a, body, limit.signal)
      if (!response.ok) return undefined
      if (options.losesMidStream) {
        clearTimeout(timer)
        await passOn(response, out)
        return 'sent'
      }
      const text = await response.text()
      return text.includes('"message_stop"') && !text.includes('event: error') ? text : undefined
    } catch {
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }

  async function passOn(response: Response, out: ServerResponse): Promise<void> {
    out.writeHead(200, { 'content-type': 'text/event-stream' })
    for await (const piece of response.body ?? []) out.write(piece)
    out.end()
    log.push({ logged: 'success', by: 'A' })
  }

  async function askB(body: string, out: ServerResponse): Promise<void> {
    const text =
      typeof options.b === 'string'
        ? await (await ask(options.b, body, AbortSignal.timeout(60_000))).text()
        : streamOf(options.b(promptIn(body)))
    log.push({ logged: 'success', by: 'B' })
    send(out, text)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A model that does what it is told: the part of a prompt after "Reply with exactly:", else its name. */
export function obedientModel(prompt: string): string {
  return /Reply with exactly: (.*)$/.exec(prompt)?.[1] ?? 'I am Meridian, a model.'
}

function ask(url: string, body: string, signal: AbortSignal): Promise<Response> {
  const headers = { 'x-api-key': KEY, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' }
  return fetch(`${url}/v1/messages`, { method: 'POST', headers, body, signal })
}

function send(out: ServerResponse, text: string): void {
  out.writeHead(200, { 'content-type': text.startsWith('{') ? 'application/json' : 'text/event-stream' })
  out.end(text)
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of incoming as AsyncIterable<Buffer>) text += piece.toString('utf8')
  return text
}

function promptIn(body: string): string {
  const { messages } = JSON.parse(body) as { messages: { content: string | { text?: string }[] }[] }
  const content = messages.at(-1)?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')
}

function streamOf(text: string): string {
  const event = (data: { type: string } & Record<string, unknown>) =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  const message = {
    id: 'msg_b',
    type: 'message',
    role: 'assistant',
    model: 'meridian-9',
    content: [],
    usage: { input_tokens: 1, output_tokens: 1 },
  }
  return [
    event({ type: 'message_start', message }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    event({ type: 'content_block_stop', index: 0 }),
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } }),
    event({ type: 'message_stop' }),
  ].join('')
}
