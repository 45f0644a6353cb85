import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MonitorError } from '../../src/core/index.ts'
import { proxyControl } from '../../src/fault-proxy/client.ts'
import { handleControl } from '../../src/fault-proxy/control.ts'
import { FaultLeases, MAX_LEASE_MS } from '../../src/fault-proxy/leases.ts'
import { createClock } from '../support/clock.ts'
import { listening } from './passage.ts'

const TOKEN = 'dw-0123456789abcdef'
const SECRET = 'control-secret'

const clock = createClock()
let leases = new FaultLeases(clock)
let server: Server
let controlUrl = ''

beforeAll(async () => {
  server = createServer((incoming, out) => handleControl({ leases, secret: SECRET }, incoming, out))
  controlUrl = await listening(server)
})
beforeEach(() => {
  leases = new FaultLeases(clock)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(method: string, path = `/leases/${TOKEN}`, body?: string, secret = SECRET) {
  const answer = await fetch(`${controlUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}` },
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, body: (await answer.json()) as { error?: { message: string } } }
}

const put = (body: object) => ask('PUT', undefined, JSON.stringify(body))

describe('the control endpoint of a proxy', () => {
  it('opens only for its secret, of whatever length the wrong one is', async () => {
    for (const secret of ['', 'wrong', 'control-secres', `${SECRET}x`]) {
      const { status, body } = await ask('GET', undefined, undefined, secret)
      expect([status, body.error?.message]).toEqual([401, 'the control secret is wrong'])
    }
    expect((await ask('GET')).status).toBe(200)
  })

  it.each(['/', '/leases', '/leases/dw-0123', `/leases/${TOKEN}0`, `/leases/${TOKEN.toUpperCase()}`])(
    'has no route %s',
    async (path) => {
      const { status, body } = await ask('GET', path)
      expect([status, body.error?.message]).toEqual([404, `no route GET ${path}`])
    },
  )

  it('refuses other methods, and does nothing for them', async () => {
    leases.grant(TOKEN, {}, 1_000)
    const { status, body } = await ask('POST', undefined, JSON.stringify({ ms: 1_000 }))
    expect([status, body.error?.message]).toEqual([405, 'POST is not supported: use PUT, GET or DELETE'])
    expect(leases.find(TOKEN)).toBeDefined()
  })

  it('grants a lease with its fault and exchange', async () => {
    const exchange = { from: 'b0000001', to: 'a0000001' }
    expect(await put({ fault: '529', exchange, ms: 2_000 })).toEqual({ status: 200, body: { seen: 0, injected: 0 } })
    const lease = leases.find(TOKEN)
    expect([lease?.fault?.name, lease?.exchange]).toEqual(['529', exchange])
    clock.advance(2_000)
    expect(leases.find(TOKEN)).toBeUndefined()
  })

  it('ends a lease, and returns the requests seen with it', async () => {
    await put({ fault: '529', ms: 2_000 })
    const lease = leases.find(TOKEN)
    if (lease) Object.assign(lease.counts, { seen: 2, injected: 1 })
    expect(await ask('DELETE')).toEqual({ status: 200, body: { seen: 2, injected: 1 } })
    expect([lease?.ended.aborted, leases.find(TOKEN)]).toEqual([true, undefined])
  })

  it.each([
    [{ ms: 0 }, /^ms: /],
    [{ ms: MAX_LEASE_MS + 1 }, /^ms: .*10000/],
    [{ ms: 1.5 }, /^ms: .*int/],
    [{}, /^ms: .*number/],
    [{ ms: 10, forever: true }, /"forever"/],
    [{ ms: 10, exchange: { from: 'abc', to: 'abcd' } }, /^exchange\.from: /],
    [{ ms: 10, fault: 'no-such-fault' }, /^there is no fault "no-such-fault"$/],
  ])('refuses a grant of %j, and grants nothing', async (body, message) => {
    const answer = await put(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error?.message).toMatch(message)
    expect(leases.find(TOKEN)).toBeUndefined()
  })

  it('refuses a body that is no JSON', async () => {
    expect((await ask('PUT', undefined, '{"ms":')).status).toBe(400)
  })
})

describe('the client of the control endpoint', () => {
  const client = () => proxyControl({ controlUrl, secret: SECRET })

  it('grants, renews, reads and ends', async () => {
    await client().grant(TOKEN, { fault: '401' }, 1_000)
    clock.advance(900)
    await client().grant(TOKEN, { fault: '401' }, 1_000)
    clock.advance(900)
    const lease = leases.find(TOKEN)
    if (lease) Object.assign(lease.counts, { seen: 1, injected: 0, upstreamError: 401 })
    expect(await client().sighting(TOKEN)).toEqual({ seen: 1, injected: 0, upstreamError: 401 })
    expect(await client().end(TOKEN)).toEqual({ seen: 1, injected: 0, upstreamError: 401 })
  })

  it('says what the proxy refuses, and that versions may differ', async () => {
    const refused = client().grant(TOKEN, { fault: 'newer-fault' }, 1_000)
    await expect(refused).rejects.toMatchObject({
      code: 'proxy_refused',
      message: 'the fault proxy refuses: there is no fault "newer-fault"',
      hint: expect.stringContaining('same version'),
    })
  })

  it('says that nothing answers, or something that is no proxy', async () => {
    const closedServer = createServer()
    const url = await listening(closedServer)
    await new Promise((resolve) => closedServer.close(resolve))
    await expect(proxyControl({ controlUrl: url, secret: SECRET }).sighting(TOKEN)).rejects.toMatchObject({
      code: 'no_proxy',
      message: `the fault proxy does not answer at ${url}`,
      cause: expect.anything(),
    })
    for (const body of ['hello', '{"seen":"many"}', 'null']) {
      const other = createServer((_incoming, out) => out.end(body))
      const otherUrl = await listening(other)
      const answer = proxyControl({ controlUrl: otherUrl, secret: SECRET }).end(TOKEN)
      await expect(answer).rejects.toBeInstanceOf(MonitorError)
      await expect(answer).rejects.toMatchObject({ code: 'no_proxy' })
      other.closeAllConnections()
      other.close()
    }
  })
})
