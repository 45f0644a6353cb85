import { afterEach, describe, expect, it } from 'vitest'
import { ChannelError } from '../../src/notify/index.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../notify/kit.ts'
import { webhookOn } from './channel-peer.ts'
import { type HttpPeerServer, openHttp } from './channel-peers-http.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const signal = new AbortController().signal

describe('the webhook channel', () => {
  let server: HttpPeerServer | undefined
  afterEach(async () => server?.close())

  async function answering(status: number, headers: Record<string, string> = {}) {
    server = await openHttp((response) => response.writeHead(status, headers).end('thanks'))
    return server.url
  }

  it('posts JSON with the key in the body and as Idempotency-Key', async () => {
    await webhookOn(await answering(202)).send(OPENED, signal)
    const [request] = server?.received ?? []
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': OPENED.key,
      'user-agent': 'Doorwatch',
    })
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      version: 1,
      key: OPENED.key,
      kind: 'opened',
      target: 'sandbox',
      at: NOW,
      time: '2026-11-23T21:05:12.000Z',
      state: 'down',
      headline: OPENED.headline,
      incident: { name: OPENED.incident?.name, surfaces: [{ surface: 'login', state: 'down' }] },
    })
  })

  it('encodes a key that is not ASCII in the header only', async () => {
    await webhookOn(await answering(200)).send({ ...OPENED, key: 'büro/türe zwei:opened' }, signal)
    expect(server?.received[0]?.headers['idempotency-key']).toBe('b%C3%BCro/t%C3%BCre%20zwei:opened')
    expect(JSON.parse(server?.received[0]?.body ?? '').key).toBe('büro/türe zwei:opened')
  })

  it('signs in with the user and password of its address', async () => {
    const url = new URL(await answering(200))
    url.username = 'door'
    url.password = 'p@ss word'
    await webhookOn(url.href).send(OPENED, signal)
    const expected = Buffer.from('door:p@ss word').toString('base64')
    expect(server?.received[0]?.headers.authorization).toBe(`Basic ${expected}`)
  })

  it('reports a host that does not exist without repeating the address', async () => {
    const thrown: unknown = await webhookOn('http://secret-name.invalid/XsecretXtokenX')
      .send(OPENED, signal)
      .catch((error) => error)
    expect(thrown).toBeInstanceOf(ChannelError)
    expect(String(thrown)).toMatch(/no such host|name server/)
    expect(String(thrown)).not.toContain('XsecretXtokenX')
  })
})
