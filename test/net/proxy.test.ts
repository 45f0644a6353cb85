import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, getDefaultAutoSelectFamilyAttemptTimeout, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DIRECT, type ProxySettings, Secret } from '../../src/core/index.ts'
import { allowSlowLinks, createFetch } from '../../src/net/index.ts'
import { createAsk } from '../../src/run/controls/ask.ts'
import { send, type Way } from '../../src/run/drivers/http/send.ts'
import { createReach } from '../../src/setup/doctor/reach.ts'
import { type ProxyServer, startProxy } from '../support/proxy-server.ts'

const CREDENTIALS = 'user:planted-proxy-word'
const servers: Server[] = []
let proxy: ProxyServer
let plainUrl = ''
let secureUrl = ''

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A name that exists nowhere: only the proxy finds it. */
const HOST = 'service.lumen-proxied.dev'

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-proxy-'))
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'a.key', '-out', 'a.pem']
  spawnSync('openssl', ['req', '-x509', ...key, '-subj', `/CN=${HOST}`, '-days', '2'], { cwd: folder })
  const identity = { key: readFileSync(join(folder, 'a.key')), cert: readFileSync(join(folder, 'a.pem')) }
  rmSync(folder, { recursive: true })
  plainUrl = `http://${HOST}:${await listen(createServer((_asked, answer) => answer.end('{"well":true}')))}`
  secureUrl = `https://${HOST}:${await listen(createSecureServer(identity, (_asked, answer) => answer.end()))}`
})
beforeEach(async () => {
  proxy = await startProxy(CREDENTIALS)
  return () => proxy.stop()
})
afterAll(() => {
  for (const server of servers) server.close()
})

function through(url = proxy.url): ProxySettings {
  const secret = new Secret('HTTPS_PROXY', url)
  return { http: secret, https: secret, all: secret, noProxy: [] }
}

const ask = (url: string, settings: ProxySettings) => {
  const way: Way = { at: 'name' }
  return send(url, {}, { signal: AbortSignal.timeout(60_000), way, proxy: settings })
}

/** The diagnosis of what `promise` rejects with. */
const diagnosisOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { diagnosis?: unknown }) => error.diagnosis,
  )

describe('requests through a proxy', () => {
  it('send the full address for http, and CONNECT for https', async () => {
    expect((await ask(plainUrl, through())).statusCode).toBe(200)
    // The certificate is the test's own: that it is looked at shows that TLS is spoken with the host, not the proxy.
    expect(await diagnosisOf(ask(secureUrl, through()))).toMatchObject({ class: 'tls', sign: 'answer', host: HOST })
    expect(proxy.requests).toEqual([`GET ${plainUrl}/`, `CONNECT ${new URL(secureUrl).host}`])
  })

  it('are direct for loopback addresses and hosts in NO_PROXY', async () => {
    const here = plainUrl.replace(HOST, '127.0.0.1')
    expect((await ask(here, through())).statusCode).toBe(200)
    expect(await diagnosisOf(ask(plainUrl, { ...through(), noProxy: ['lumen-proxied.dev'] }))).toMatchObject({
      class: 'dns',
    })
    expect(proxy.requests).toEqual([])
    expect((await ask(here, { ...through(), noProxy: ['<-loopback>'] })).statusCode).toBe(200)
    expect(proxy.requests).toEqual([`GET ${here}/`])
  })

  it.each([407, 502, 503])('count as a fault of our network if the proxy rejects them (HTTP %i)', async (status) => {
    proxy.refuseWith(status)
    const diagnosis = await diagnosisOf(ask(secureUrl, through()))
    expect(diagnosis).toMatchObject({ class: 'connect', sign: 'own', message: expect.stringContaining('our proxy') })
  })

  it('count as a fault of our network if the proxy wants a password or is unreachable', async () => {
    const stranger = through(proxy.url.replace(CREDENTIALS, 'user:wrong'))
    for (const url of [plainUrl, secureUrl]) {
      expect(await diagnosisOf(ask(url, stranger))).toMatchObject({
        sign: 'own',
        message: expect.stringContaining('EPROXY_AUTH'),
      })
      expect(await diagnosisOf(ask(url, through('http://127.0.0.1:1')))).toMatchObject({
        sign: 'own',
        message: expect.stringContaining('EPROXY_UNREACHABLE'),
      })
    }
  })

  it('time out while they wait for a proxy that hangs', async () => {
    const begunAt = performance.now()
    const deaf = await listen(createServer(() => {}).on('connect', () => {}))
    const way: Way = { at: 'name' }
    const settings = through(`http://127.0.0.1:${deaf}`)
    await expect(send(secureUrl, {}, { signal: AbortSignal.timeout(300), way, proxy: settings })).rejects.toThrow()
    expect(way.at).toBe('proxy')
    // The tunnel itself gives up after 15 s.
    expect(performance.now() - begunAt).toBeLessThan(14_000)
  })
})

describe('fetch through a proxy', () => {
  it('is the fetch of Node without a proxy', () => {
    expect(createFetch(DIRECT)).toBe(fetch)
  })

  it('takes the same routes', async () => {
    const fetcher = createFetch(through())
    expect(await (await fetcher(plainUrl)).json()).toEqual({ well: true })
    await expect(fetcher(secureUrl)).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    expect((await fetcher(plainUrl.replace(HOST, '127.0.0.1'))).status).toBe(200)
    expect(proxy.requests).toEqual([`GET ${plainUrl}/`, `CONNECT ${new URL(secureUrl).host}`])
  })

  it('names the proxy as the cause if it gives no connection', async () => {
    proxy.refuseWith(503)
    await expect(createFetch(through())(secureUrl)).rejects.toMatchObject({ cause: { code: 'EPROXY_REFUSED' } })
  })
})

describe('controls and doctor behind a proxy', () => {
  it('use it, and count its rejection as no answer', async () => {
    const askThroughProxy = createAsk(through())
    const vote = (address: string) => askThroughProxy({ address, source: 'configured' }, 'connect', 5_000)
    const bare = `tcp://${new URL(secureUrl).host}`
    const addresses = [plainUrl, secureUrl, bare, bare.replace('tcp:', 'tls:')]
    expect(await Promise.all(addresses.map(vote))).toMatchObject(addresses.map(() => ({ up: true })))
    expect(proxy.requests).toHaveLength(4)
    proxy.refuseWith(503)
    expect(await vote(secureUrl)).toMatchObject({ up: false, code: 'EPROXY_REFUSED' })
  })

  it('name the proxy in doctor', async () => {
    const reach = createReach(through())
    expect(await reach(plainUrl, AbortSignal.timeout(60_000))).toMatchObject({ ok: true, status: 200 })
    proxy.refuseWith(407)
    for (const url of [plainUrl, secureUrl]) {
      const answer = await reach(url, AbortSignal.timeout(60_000))
      expect(answer).toMatchObject({ ok: false, stage: 'proxy', code: expect.stringContaining('HTTP 407') })
      expect(JSON.stringify(answer)).not.toContain('planted')
    }
  })
})

describe('connections on slow links', () => {
  it('have a longer timeout for each address than the default of Node', () => {
    allowSlowLinks()
    expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThan(2_000)
  })
})
