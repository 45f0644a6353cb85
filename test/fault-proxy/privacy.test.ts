import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { proxyControl, type SeenRequest, startFaultProxy } from '../../src/fault-proxy/index.ts'
import { askThrough, newToken, useProxy } from './kit.ts'

const CANARY = 'canary-7f1e55d0'

describe('what passes through the fault proxy', () => {
  const seen: SeenRequest[] = []
  const running = useProxy({ onRequest: (request) => seen.push(request) })

  it('is reported without key, body and query', async () => {
    const printed = ['log', 'info', 'warn', 'error'] as const
    const spies = printed.map((name) => vi.spyOn(console, name))
    const token = newToken()
    await running.control.grant(token, { fault: 'truncated' }, 8_000)
    await (await askThrough(running, `${token} ${CANARY}`, { key: CANARY, path: `/v1/messages?key=${CANARY}` })).text()
    const sighting = await running.control.end(token)
    expect(seen).toEqual([{ method: 'POST', path: '/v1/messages', fault: 'truncated' }])
    expect(JSON.stringify([sighting, ...spies.flatMap((spy) => spy.mock.calls)])).not.toContain(CANARY)
    for (const spy of spies) spy.mockRestore()
  })

  it('forwards the key of a caller to a real provider, and never to the sandbox', async () => {
    const got: string[] = []
    const provider = createServer((incoming, out) => {
      got.push(String(incoming.headers.authorization))
      out.end('{}')
    })
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
    const address = provider.address()
    const upstream = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    for (const isSandbox of [true, false]) {
      const options = { upstream, isSandbox, fetch, clock: { now: () => Date.now() }, port: 0 }
      const proxy = await startFaultProxy(options)
      await askThrough({ proxy } as never, 'no-token', { key: CANARY })
      await proxy.stop()
    }
    provider.close()
    expect(got[0]).not.toContain(CANARY)
    expect(got[1]).toBe(`Bearer ${CANARY}`)
  })
})

describe('the control endpoint', () => {
  const running = useProxy()

  it('answers only requests with the secret', async () => {
    const { controlUrl } = running.proxy
    const url = `${controlUrl}/leases/${newToken()}`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    const stranger = proxyControl({ controlUrl, secret: 'wrong' })
    await expect(stranger.grant(newToken(), { fault: '529' }, 1_000)).rejects.toMatchObject({ code: 'proxy_refused' })
  })

  it('is not reachable through the proxy itself', async () => {
    const { url, secret } = running.proxy
    const response = await fetch(`${url}/leases/${newToken()}`, { headers: { authorization: `Bearer ${secret}` } })
    expect(response.status).toBe(404)
  })

  it('refuses faults, tokens and times that do not exist', async () => {
    await expect(running.control.grant(newToken(), { fault: 'meteor' }, 1_000)).rejects.toMatchObject({
      code: 'proxy_refused',
    })
    await expect(running.control.grant(newToken(), { fault: '529' }, 60_000)).rejects.toMatchObject({
      code: 'proxy_refused',
    })
    await expect(running.control.sighting('not-a-token')).rejects.toMatchObject({ code: 'proxy_refused' })
  })

  it('listens on loopback only', () => {
    expect(new URL(running.proxy.controlUrl).hostname).toBe('127.0.0.1')
  })
})

describe('a fault proxy that stops', () => {
  it('frees both ports, also while a request hangs', async () => {
    const options = {
      upstream: 'http://127.0.0.1:9',
      isSandbox: false,
      fetch,
      clock: { now: () => Date.now() },
      port: 0,
    }
    const proxy = await startFaultProxy(options)
    const control = proxyControl(proxy)
    const token = newToken()
    await control.grant(token, { fault: 'hang' }, 8_000)
    const asking = askThrough({ proxy } as never, token).catch(() => 'let go')
    await expect.poll(async () => (await control.sighting(token)).seen).toBe(1)
    await proxy.stop()
    expect(await asking).toBe('let go')
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1')
    await expect(
      new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
    ).rejects.toThrow()
  })
})
