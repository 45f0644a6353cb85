import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpRoute } from '../../src/failover/routes/http.ts'
import type { Api } from '../../src/failover/routes/route.ts'

const KEY = 'sk-team-4711-4711'
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Record<string, unknown>
}

/** A gateway that answers by `work`. */
async function gateway(api: Api, work: (out: ServerResponse) => void) {
  const seen: Seen[] = []
  const server = createServer(async (incoming, out) => {
    let body = ''
    for await (const piece of incoming) body += piece
    seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body: JSON.parse(body) })
    work(out)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const route = httpRoute('gateway', { url, api, key: KEY, model: 'team-model' }, fetch)
  return { route, seen, ask: (signal = AbortSignal.timeout(30_000)) => route.ask('hello', signal) }
}

const events = (...all: readonly object[]) => all.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')
const WHOLE = events(
  { type: 'message_start', message: { model: 'm' } },
  { delta: { text: 'pong' } },
  { type: 'message_stop' },
)

describe('the plain route', () => {
  it('asks the Messages API as its clients do', async () => {
    const { ask, seen, route } = await gateway('messages', (out) => out.end(WHOLE))
    expect(await ask()).toEqual({ text: 'pong', complete: true, model: 'm', httpStatus: 200 })
    expect(route.client).toBe('HTTP (messages)')
    expect(seen).toMatchObject([
      {
        ...{ method: 'POST', url: '/v1/messages' },
        headers: { 'x-api-key': KEY, authorization: `Bearer ${KEY}`, 'anthropic-version': '2023-06-01' },
        body: { model: 'team-model', stream: true, messages: [{ role: 'user', content: 'hello' }] },
      },
    ])
  })

  it('asks chat completions as their clients do', async () => {
    const chunk = events({ model: 'm', choices: [{ delta: { content: 'pong' } }] })
    const { ask, seen } = await gateway('chat-completions', (out) => out.end(`${chunk}data: [DONE]\n\n`))
    expect(await ask()).toEqual({ text: 'pong', complete: true, model: 'm', httpStatus: 200 })
    expect(seen[0]?.url).toBe('/v1/chat/completions')
    expect(seen[0]?.headers['x-api-key']).toBeUndefined()
    expect(seen[0]?.body.max_tokens).toBeLessThanOrEqual(100)
  })

  it('has what came until a connection broke', async () => {
    const { ask } = await gateway('messages', (out) => {
      out.write(events({ delta: { text: 'po' } }))
      setImmediate(() => out.destroy())
    })
    expect(await ask()).toEqual({ text: 'po', complete: false, httpStatus: 200, error: 'the connection broke off' })
  })

  it('has an answer without end where the stream just ends', async () => {
    const { ask } = await gateway('messages', (out) => out.end(events({ delta: { text: 'po' } })))
    expect(await ask()).toEqual({ text: 'po', complete: false, httpStatus: 200 })
  })

  it('ends when the patience is over, in an answer as well', async () => {
    const over = new AbortController()
    const { ask } = await gateway('messages', (out) => {
      out.write(events({ delta: { text: 'po' } }))
      setImmediate(() => over.abort(new Error('the patience is over')))
    })
    await expect(ask(over.signal)).rejects.toThrow()
  })

  it('shows the beginning of an error on one line, with its status', async () => {
    const { ask } = await gateway('messages', (out) =>
      out.writeHead(503).end(`Service\nunavailable ${'x'.repeat(1_000)}`),
    )
    const { error, ...reply } = await ask()
    expect(reply).toEqual({ text: '', complete: false, httpStatus: 503 })
    expect(error).toMatch(/^HTTP 503: Service unavailable x+…$/)
    expect(error?.length).toBeLessThanOrEqual(175)
  })
})

describe('a gateway that never stops sending', () => {
  /** Sends pieces as long as they are taken. */
  function sendForEver(out: ServerResponse, piece: string, count = { bytes: 0 }) {
    const send = () => {
      while (!out.destroyed) {
        count.bytes += piece.length
        if (!out.write(piece)) return void out.once('drain', send)
      }
    }
    send()
    return count
  }

  it('cannot fill the memory with an error', async () => {
    const count = { bytes: 0 }
    const { ask } = await gateway('messages', (out) => {
      out.writeHead(500)
      sendForEver(out, 'error '.repeat(10_000), count)
    })
    expect((await ask()).error).toMatch(/^HTTP 500: error error /)
    expect(count.bytes).toBeLessThan(64 * 1024 * 1024)
  })

  it.each([
    ['one event without end', 'data: {"type":"x'.padEnd(60_000, 'x')],
    ['events without a token', `: keep-alive\n\n`.repeat(4_000)],
  ])('cannot fill it with %s either', async (_what, piece) => {
    const { ask } = await gateway('messages', (out) => sendForEver(out, piece))
    expect(await ask()).toEqual({
      ...{ text: '', complete: false, httpStatus: 200, error: 'the answer is longer than 1 MiB' },
    })
  })
})
