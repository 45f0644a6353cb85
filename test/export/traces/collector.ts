import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a collector got. */
interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How it answers a request; `hang`: never. */
export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'hang'

interface Collector {
  readonly url: string
  readonly received: readonly Received[]
  /** The names of all spans that it took or refused. */
  spans(): readonly string[]
  /** The answers of the next requests, in order; then it takes everything. */
  answers: Answer[]
}

/** A collector on loopback that notes what it gets. It is gone after the test. */
export async function startCollector(): Promise<Collector> {
  const received: Received[] = []
  const state: { answers: Answer[] } = { answers: [] }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() })
      const answer = state.answers.shift() ?? { status: 200, body: '{"partialSuccess":{}}' }
      if (answer === 'hang') return
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(answer.body ?? '{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`
  const spans = () =>
    received.flatMap(({ body }) =>
      (JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as { readonly name: string }[]).map(({ name }) => name),
    )
  return Object.assign(state, { url, received, spans })
}
