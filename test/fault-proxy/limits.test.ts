import { describe, expect, it } from 'vitest'
import { newToken, useProxy } from './kit.ts'

const MIB = 1024 * 1024
const proxied = useProxy()

describe('what the proxy refuses to read', () => {
  it('answers 413 to a body of more than 32 MiB, and the next request as ever', async () => {
    const send = (bytes: number) =>
      fetch(`${proxied.proxy.url}/v1/messages`, { method: 'POST', body: Buffer.alloc(bytes, 'x') })
    const answer = await send(48 * MIB)
    expect([answer.status, await answer.text()]).toEqual([413, 'The request is larger than 32 MiB.\n'])
    expect((await send(10)).status).toBe(400)
  })

  it('answers 400 to a control request of more than 4 KiB', async () => {
    const { controlUrl, secret } = proxied.proxy
    const answer = await fetch(`${controlUrl}/leases/${newToken()}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({ ms: 1_000, padding: 'x'.repeat(4_000_000) }),
    })
    expect(answer.status).toBe(400)
  })
})
