import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ProxySettings, Secret } from '../../src/core/index.ts'
import { proxyRefusal } from '../../src/net/proxy-error.ts'
import { routeTo } from '../../src/net/route.ts'
import { proxyHeaders } from '../../src/net/tunnel.ts'
import { until } from '../support/until.ts'

const PROXY = new Secret('HTTP_PROXY', 'http://robin:p%40ss@proxy.dev:3128')
const SETTINGS: ProxySettings = { http: PROXY, https: PROXY, noProxy: ['direct.dev'] }
const CREDENTIALS = `Basic ${Buffer.from('robin:p@ss').toString('base64')}`

describe('the route of a request', () => {
  it('is direct for a host in NO_PROXY, with the agent of its protocol', () => {
    const plain = routeTo(new URL('http://direct.dev/a'), SETTINGS)
    const secure = routeTo(new URL('https://direct.dev/a'), SETTINGS)
    expect(plain).toMatchObject({ headers: {} })
    expect([plain.path, plain.proxy, secure.path, secure.proxy]).toEqual([undefined, undefined, undefined, undefined])
    expect(plain.agent).toBeInstanceOf(PlainAgent)
    expect(secure.agent).toBeInstanceOf(SecureAgent)
  })

  it('asks the proxy for the full address without its fragment on http', () => {
    const { path, headers } = routeTo(new URL('http://a.dev:8080/b?c=d#e'), SETTINGS)
    expect(path).toBe('http://a.dev:8080/b?c=d')
    expect(headers).toEqual({ 'proxy-authorization': CREDENTIALS })
  })

  it('tunnels https, and keeps the credentials of the proxy out of the request', () => {
    const { path, headers } = routeTo(new URL('https://a.dev/b'), SETTINGS)
    expect(path).toBeUndefined()
    expect(headers).toEqual({})
  })

  it('shows the proxy without credentials', () => {
    for (const scheme of ['http', 'https']) {
      expect(routeTo(new URL(`${scheme}://a.dev/`), SETTINGS).proxy).toBe('http://proxy.dev:3128')
    }
  })

  it('opens a new connection for every request', () => {
    for (const url of ['http://a.dev/', 'https://a.dev/', 'http://direct.dev/', 'https://direct.dev/']) {
      const { agent } = routeTo(new URL(url), SETTINGS) as unknown as { agent: { keepAlive: boolean } }
      expect({ url, keepAlive: agent.keepAlive }).toEqual({ url, keepAlive: false })
    }
  })
})

describe('the credentials of a proxy', () => {
  it('are unescaped, and absent without a user name and password', () => {
    expect(proxyHeaders(new URL('http://robin:p%40ss@proxy.dev'))).toEqual({ 'proxy-authorization': CREDENTIALS })
    expect(proxyHeaders(new URL('http://proxy.dev'))).toEqual({})
  })
})

describe('the rejection of a proxy', () => {
  it.each([
    [407, 'EPROXY_AUTH'],
    [403, 'EPROXY_REFUSED'],
    [502, 'EPROXY_REFUSED'],
  ])('with HTTP %i has the code %s, the status and the proxy', (status, code) => {
    const error = proxyRefusal('http://proxy.dev:3128', status)
    expect(error).toMatchObject({ code, status })
    expect(error.message).toContain('http://proxy.dev:3128')
    expect(error.message).toContain(`HTTP ${status}`)
  })
})

describe('a request whose proxy accepts connections and never answers', () => {
  it.each(['http', 'https'])('ends with its signal, and so does the connection to the proxy (%s)', async (scheme) => {
    const connections: Socket[] = []
    const proxy = createServer((socket) => void connections.push(socket.on('error', () => {}).resume()))
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const address = proxy.address()
    const secret = new Secret('HTTP_PROXY', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
    const controller = new AbortController()
    const url = new URL(`${scheme}://service.invalid/`)
    const { headers, ...route } = routeTo(url, { http: secret, https: secret, noProxy: [] }, controller.signal)
    const request = (scheme === 'https' ? secureRequest : plainRequest)(url, {
      ...route,
      headers,
      signal: controller.signal,
    })
    const failed = new Promise<Error>((resolve) => request.once('error', resolve))
    request.end()
    await expect.poll(() => connections).toHaveLength(1)
    controller.abort()
    expect((await failed).name).toBe('AbortError')
    // Before the 15 s after which a tunnel gives up without a signal.
    await until('the end of the connections', () => connections.every(({ destroyed }) => destroyed), 10_000)
  })
})
