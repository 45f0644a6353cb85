import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpRoute } from '../../src/failover/index.ts'

const KEY = 'sk-canary-5c2e9d7f10'
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A gateway that repeats the key of the caller in its error. */
async function repeating(answer: (key: string) => { readonly status: number; readonly body: string }) {
  const server = createServer((incoming, out) => {
    const { status, body } = answer(String(incoming.headers['x-api-key']))
    out.writeHead(status).end(body)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const route = httpRoute('gateway', { url, api: 'messages', key: KEY, model: 'm' }, fetch)
  return route.ask('hello', AbortSignal.timeout(60_000))
}

describe('the key of a gateway', () => {
  it('is not in the error of an answer that repeats it', async () => {
    const reply = await repeating((key) => ({ status: 401, body: `Incorrect API key provided: ${key}. Ask ops.` }))
    expect(reply.error).toMatch(/^HTTP 401: Incorrect API key provided: \[.+\]\. Ask ops\.$/)
    expect(reply.error).not.toContain(KEY)
  })

  it('is not there in part either, where the error is cut in its middle', async () => {
    const reply = await repeating((key) => ({ status: 401, body: `${'x'.repeat(150)} ${key}` }))
    expect(reply.error).not.toContain('sk-can')
  })

  it('is not in the error event of a stream', async () => {
    const reply = await repeating((key) => {
      const error = { type: 'error', error: { type: 'authentication_error', message: `bad key ${key}` } }
      return { status: 200, body: `event: error\ndata: ${JSON.stringify(error)}\n\n` }
    })
    expect(reply.error).toMatch(/^authentication_error: bad key \[.+\]$/)
    expect(reply.error).not.toContain(KEY)
  })
})
