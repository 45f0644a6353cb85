import { createHmac, timingSafeEqual } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { MINUTE, Secret } from '../../src/core/index.ts'
import { signatureHeaders } from '../../src/notify/channels/signature.ts'
import { createChannels } from '../../src/notify/index.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../notify/kit.ts'
import { type Received, webhookOn } from './channel-peer.ts'
import { type HttpPeerServer, openHttp } from './channel-peers-http.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const signal = new AbortController().signal
const SECRET = 'a long secret of both sides'

let server: HttpPeerServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A webhook that is signed at `now`, and the request that its receiver got. */
async function requestOf(secret: string, { now = NOW, key = OPENED.key, url = '' } = {}): Promise<Received> {
  server ??= await openHttp((response) => response.writeHead(204).end())
  const config = { kind: 'webhook', name: 'hook', mode: 'always' } as const
  const secrets = { url: new Secret('HOOK', url || server.url), secret: new Secret('HOOK_SECRET', secret) }
  const [channel] = createChannels([{ ...config, ...secrets }], { clock: { now: () => now } })
  await channel?.send({ ...OPENED, key }, signal)
  const request = server.received.at(-1)
  if (!request) throw new Error('no request')
  return request
}

/** What the help topic tells receivers to do; `now`: epoch ms. */
function isGenuine({ headers, body }: Received, secret: string | Buffer, now: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = headers
  if (Math.abs(now / 1_000 - Number(at)) > 300) return false
  const wanted = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64')
  const [a, b] = [Buffer.from(String(given)), Buffer.from(`v1,${wanted}`)]
  return a.length === b.length && timingSafeEqual(a, b)
}

describe('a signed webhook', () => {
  it('is verified by a receiver that has the secret', async () => {
    const request = await requestOf(SECRET)
    expect(isGenuine(request, SECRET, NOW)).toBe(true)
    expect(JSON.parse(request.body)).toMatchObject({ version: 1, key: OPENED.key })
  })

  it.each([
    ['another secret', (request: Received) => isGenuine(request, 'another', NOW)],
    ['a changed body', (request: Received) => isGenuine({ ...request, body: `${request.body} ` }, SECRET, NOW)],
    ['a later time', (request: Received) => isGenuine(request, SECRET, NOW + 6 * MINUTE)],
    [
      'a timestamp that was moved',
      (request: Received) => {
        const headers = { ...request.headers, 'webhook-timestamp': String((NOW + 6 * MINUTE) / 1_000) }
        return isGenuine({ ...request, headers }, SECRET, NOW + 6 * MINUTE)
      },
    ],
  ])('is refused with %s', async (_what, verify) => {
    expect(verify(await requestOf(SECRET))).toBe(false)
  })

  it('has the same id in every attempt, and the time and signature of the attempt', async () => {
    const first = await requestOf(SECRET)
    const second = await requestOf(SECRET, { now: NOW + MINUTE })
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp'])).toBe(60)
    expect(isGenuine(second, SECRET, NOW + MINUTE)).toBe(true)
  })

  it('has an id without dots, which separate the signed parts', async () => {
    const request = await requestOf(SECRET, { key: 'api.example.org:1.2:opened' })
    expect(request.headers['webhook-id']).toBe('api%2Eexample%2Eorg:1%2E2:opened')
    expect(isGenuine(request, SECRET, NOW)).toBe(true)
  })

  it('uses the bytes of a secret that is base64 after whsec_', async () => {
    const bytes = Buffer.from('0123456789abcdef0123456789abcdef')
    expect(isGenuine(await requestOf(`whsec_${bytes.toString('base64')}`), bytes, NOW)).toBe(true)
  })

  it('signs the vector of the specification', async () => {
    const body = '{"test": 2432232314}'
    const secret = new Secret('S', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
    expect(signatureHeaders(secret, { key: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body, now: 1_614_265_330_000 })).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })
})

describe('a webhook without a secret', () => {
  it('carries no signature', async () => {
    server = await openHttp((response) => response.writeHead(204).end())
    await webhookOn(server.url).send(OPENED, signal)
    expect(Object.keys(server.received[0]?.headers ?? {}).filter((name) => name.startsWith('webhook-'))).toEqual([])
  })
})
