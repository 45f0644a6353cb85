import { createServer, Server } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type FaultProxy, type FaultProxyOptions, proxyControl, startFaultProxy } from '../../src/fault-proxy/index.ts'
import { createClock } from '../support/clock.ts'

const running: FaultProxy[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const proxy of running.splice(0)) await proxy.stop()
})

const upstream: typeof fetch = async (url) => new Response(`asked ${String(url)}`)

async function start(changes: Partial<FaultProxyOptions> = {}): Promise<FaultProxy> {
  const options = { upstream: 'https://api.example', isSandbox: false, fetch: upstream, clock: createClock(), port: 0 }
  const proxy = await startFaultProxy({ ...options, ...changes })
  running.push(proxy)
  return proxy
}

describe('starting the fault proxy', () => {
  it('gives an address for requests, and another one with a secret of its own for control', async () => {
    const [one, two] = [await start(), await start()]
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(one.controlUrl).not.toBe(one.url)
    expect(one.secret).not.toBe(two.secret)
    const other = proxyControl({ ...one, secret: two.secret }).sighting('dw-0123456789abcdef')
    await expect(other).rejects.toMatchObject({ code: 'proxy_refused' })
  })

  it('accepts the address of the upstream with or without trailing slashes', async () => {
    for (const address of ['https://api.example', 'https://api.example//']) {
      const proxy = await start({ upstream: address })
      expect(await (await fetch(`${proxy.url}/v1/models`)).text()).toBe('asked https://api.example/v1/models')
    }
  })

  it('writes an IPv6 address as an address has to be', async () => {
    const proxy = await start({ host: '::1' })
    expect(proxy.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(proxy.url)).status).toBe(200)
  })

  it('uses any free port where the default one is in use, and fails where one is required', async () => {
    const first = await start()
    const port = Number(new URL(first.url).port)
    await expect(start({ port })).rejects.toMatchObject({ code: 'port_in_use' })
  })

  it('frees the port of requests where the port of control cannot be had', async () => {
    const listen = Server.prototype.listen
    const servers: Server[] = []
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
      servers.push(this)
      if (servers.length === 1) return Reflect.apply(listen, this, args)
      process.nextTick(() => this.emit('error', Object.assign(new Error('too many files'), { code: 'EMFILE' })))
      return this
    })
    await expect(start()).rejects.toMatchObject({ code: 'listen' })
    expect(servers.map(({ listening }) => listening)).toEqual([false, false])
  })

  it('frees both ports when it stops, also while a request hangs', async () => {
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const proxy = await start({ fetch: () => new Promise(() => undefined), onRequest: arrive })
    const asking = fetch(proxy.url).catch(() => 'let go')
    await arrived
    await proxy.stop()
    expect(await asking).toBe('let go')
    for (const url of [proxy.url, proxy.controlUrl]) expect(await isFree(Number(new URL(url).port))).toBe(true)
  })
})

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
