import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { ackTokensIn } from './planted-kit.ts'

/** The receiver of webhooks and, at /v1/traces, the collector of traces: what each of them got. */
export async function startReceiver() {
  const webhooks: string[] = []
  const traces: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') {
        traces.push(body)
        response.end('{}')
        return
      }
      const isFirstLink = ackTokensIn(body).length > 0 && !webhooks.some((earlier) => ackTokensIn(earlier).length > 0)
      webhooks.push(body)
      // Repeats what it was sent, as the error pages of some services do.
      if (isFirstLink) response.writeHead(500).end(body.slice(-600))
      else response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  /** All spans as JSON. */
  const spans = () => JSON.stringify(traces.flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans))
  return { url, webhooks, traces, spans, collectorUrl: `${url}/v1/traces`, stop: () => void server.close() }
}
