import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface SlackServer {
  /** An incoming-webhook address; its last part stands for the secret. */
  readonly url: string
  /** Bodies received so far, as text. */
  readonly messages: string[]
  /** Answers to give before "ok": status codes, taken one by one. */
  readonly refusals: number[]
  close(): void
}

/** Stands in for Slack: keeps what it gets and answers "ok" as Slack does. */
export function startSlackServer(): Promise<SlackServer> {
  const messages: string[] = []
  const refusals: number[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const refusal = refusals.shift()
      if (refusal !== undefined) {
        response.writeHead(refusal, refusal === 429 ? { 'retry-after': '1' } : {}).end('no')
        return
      }
      messages.push(body)
      response.end('ok')
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address() as { port: number }
      const url = `http://127.0.0.1:${address.port}/services/T/B/planted-slack-secret`
      resolve({ url, messages, refusals, close: () => server.close() })
    })
  })
}
