import { createServer, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { PROXY_FAULTS, proxyFaultNamed } from '../../src/fault-proxy/faults.ts'
import { type Handling, handleRequest, type SeenRequest } from '../../src/fault-proxy/handle.ts'
import { FaultLeases } from '../../src/fault-proxy/leases.ts'
import { createClock } from '../support/clock.ts'
import { answerOf, listening } from './passage.ts'

const TOKEN = 'dw-0123456789abcdef'

interface Upstream {
  readonly url: string
  readonly init: RequestInit & { readonly headers: Record<string, string> }
}

/** One request through the proxy, whose upstream is a function. */
async function through(
  request: { readonly path?: string; readonly method?: string; readonly body?: string },
  changes: Partial<Handling> & { readonly answer?: () => Promise<Response> } = {},
) {
  const { answer = async () => answerOf(['fine']), ...how } = changes
  const upstreamRequests: Upstream[] = []
  const seen: SeenRequest[] = []
  const leases = how.leases ?? new FaultLeases(createClock())
  const handling: Handling = {
    ...{ upstream: 'https://api.example', isSandbox: false, leases, tokens: 3 },
    fetch: async (url, init) => {
      upstreamRequests.push({ url: String(url), init: init as Upstream['init'] })
      return answer()
    },
    onRequest: (one) => seen.push(one),
    ...how,
  }
  const server = createServer((incoming: IncomingMessage, out) => void handleRequest(handling, incoming, out))
  const base = await listening(server)
  const { path = '/v1/messages?beta=true', method = 'POST', body } = request
  const response = await fetch(`${base}${path}`, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
    .then(async (got) => ({ status: got.status, headers: got.headers, text: await got.text() }))
    .catch(() => undefined)
  server.closeAllConnections()
  server.close()
  return { response, upstreamRequests, seen, leases }
}

function leased(fault: string): FaultLeases {
  const leases = new FaultLeases(createClock())
  const definition = proxyFaultNamed(fault)
  leases.grant(TOKEN, definition ? { fault: definition } : {}, 5_000)
  return leases
}

const prompt = `{"content":"a test (${TOKEN})"}`

describe('a request through the proxy', () => {
  it('reaches the upstream with its path, query, method and body', async () => {
    const { upstreamRequests, response } = await through({ body: '{"a":1}' })
    expect(upstreamRequests[0]?.url).toBe('https://api.example/v1/messages?beta=true')
    expect(upstreamRequests[0]?.init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(Buffer.from(upstreamRequests[0]?.init.body as Uint8Array).toString()).toBe('{"a":1}')
    expect(response).toMatchObject({ status: 200, text: 'fine' })
  })

  it.each(['GET', 'HEAD'])('has no body where its method %s has none', async (method) => {
    const { upstreamRequests } = await through({ method, path: '/v1/models' })
    expect(upstreamRequests[0]?.init.body).toBeUndefined()
    expect(upstreamRequests[0]?.init.method).toBe(method)
  })

  it('gets a redirect of the upstream as it is', async () => {
    const redirect = async () => new Response(null, { status: 307, headers: { location: 'https://other.example/' } })
    const { response, upstreamRequests } = await through({ body: '{}' }, { answer: redirect })
    expect([response?.status, response?.headers.get('location')]).toEqual([307, 'https://other.example/'])
    expect(upstreamRequests).toHaveLength(1)
  })

  it('is seen with its method, path and fault, never with its query or body', async () => {
    const { seen } = await through({ path: '/v1/messages?key=secret-canary', body: prompt }, { leases: leased('529') })
    expect(seen).toEqual([{ method: 'POST', path: '/v1/messages', fault: '529' }])
    expect((await through({ body: 'secret-canary' })).seen).toEqual([{ method: 'POST', path: '/v1/messages' }])
  })

  it.each([
    ['/v1/messages', { type: 'error', error: { type: 'api_error' } }],
    ['/v1/chat/completions', { error: { type: 'api_error', param: null } }],
  ])('to %s is answered 502 in the words of its protocol where the upstream cannot be reached', async (path, body) => {
    const answer = () => Promise.reject(new Error('ECONNREFUSED'))
    const { response, leases } = await through({ path, body: prompt }, { answer, leases: leased('none') })
    expect(response?.status).toBe(502)
    expect(JSON.parse(response?.text ?? '')).toMatchObject(body)
    expect(leases.sighting(TOKEN)).toEqual({ seen: 1, injected: 0, upstreamError: 0 })
  })

  it('is counted once for its token, and its fault where it was injected', async () => {
    const leases = leased('500')
    await through({ body: prompt }, { leases })
    await through({ body: prompt }, { leases })
    expect(leases.sighting(TOKEN)).toEqual({ seen: 2, injected: 2 })
  })

  it('is passed on with the words exchanged in its body, everywhere', async () => {
    const leases = new FaultLeases(createClock())
    leases.grant(TOKEN, { exchange: { from: 'b0000001', to: 'a0000001' } }, 5_000)
    const { upstreamRequests } = await through({ body: `${prompt} b0000001, b0000001 – déjà vu` }, { leases })
    expect(Buffer.from(upstreamRequests[0]?.init.body as Uint8Array).toString()).toBe(
      `${prompt} a0000001, a0000001 – déjà vu`,
    )
  })
})

describe('the fault of every request', () => {
  const fault = proxyFaultNamed('429')

  it('hits requests without a token, and is counted for none', async () => {
    const { response, upstreamRequests, seen } = await through({ body: '{}' }, fault ? { fault } : {})
    expect([response?.status, response?.headers.get('retry-after'), upstreamRequests.length]).toEqual([429, '2', 0])
    expect(seen[0]?.fault).toBe('429')
  })

  it('leaves a request alone whose token has no fault', async () => {
    const { response } = await through({ body: prompt }, { ...(fault ? { fault } : {}), leases: leased('none') })
    expect(response?.status).toBe(200)
  })
})

describe('a fault of a stream on an upstream that fails by itself', () => {
  it.each(
    PROXY_FAULTS.filter(({ effect }) => effect.kind === 'break' || effect.kind === 'slow').map(({ name }) => name),
  )('is not injected: %s', async (name) => {
    const answer = async () => answerOf(['{"error":"no such key"}'], { status: 401 })
    const { response, leases } = await through({ body: prompt }, { answer, leases: leased(name) })
    expect([response?.status, response?.text]).toEqual([401, '{"error":"no such key"}'])
    expect(leases.sighting(TOKEN)).toEqual({ seen: 1, injected: 0, upstreamError: 401 })
  })
})
