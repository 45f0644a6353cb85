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

  it.each([200, 201, 202, 204])('takes HTTP %i for success', async (status) => {
    await webhookOn(await answering(status)).send(OPENED, signal)
    expect(server?.received).toHaveLength(1)
  })

  it.each([
    ['text/html', 'ok'],
    ['text/html', ''],
    ['application/xml', '<?xml version="1.0"?><ok/>'],
    ['text/plain', 'Accepted <html> message'],
  ])('takes HTTP 200 of type %s with %j for success: its server is of any make', async (type, body) => {
    server = await openHttp((response) => response.writeHead(200, { 'content-type': type }).end(body))
    expect(await webhookOn(server.url).send(OPENED, signal)).toEqual({})
  })

  it.each([
    ['text/html', '<!DOCTYPE html><title>Sign in</title>'],
    ['text/html; charset=utf-8', '\n<!-- portal -->\n<html><body>Sign in'],
    ['application/octet-stream', '<meta http-equiv="refresh" content="0;url=http://portal.example/">'],
  ])('keeps the alert where HTTP 200 of type %s is a page, as a captive portal answers: %j', async (type, body) => {
    server = await openHttp((response) => response.writeHead(200, { 'content-type': type }).end(body))
    await expect(webhookOn(server.url).send(OPENED, signal)).rejects.toMatchObject({
      permanent: false,
      message: expect.stringContaining('a web page'),
      hint: expect.stringContaining('captive portal'),
    })
  })

  it.each([
    [401, 'unauthorized', true],
    [403, '{"error":"forbidden"}', true],
    [404, '', true],
    [410, 'gone', true],
    [401, '<html>Sign in</html>', false],
    [403, ' <!doctype html>blocked', false],
    [404, '<html>not found</html>', false],
    [410, '<html>gone</html>', false],
    [301, '', false],
    [302, '', false],
    [400, 'bad request', false],
    [413, 'too large', false],
    [418, 'teapot', false],
    [422, 'unprocessable', false],
    [408, '', false],
    [425, '', false],
    [429, '', false],
    [500, '', false],
    [503, '', false],
  ])('answered HTTP %i "%s", fails for good: %s', async (status, body, permanent) => {
    server = await openHttp((response) => response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(body))
    const sent = webhookOn(server.url).send(OPENED, signal)
    await expect(sent).rejects.toMatchObject({
      permanent,
      name: 'ChannelError',
      hint: expect.stringMatching(/\.$/),
    })
  })

  it('carries the wait that the server asks for', async () => {
    const url = await answering(503, { 'retry-after': '120' })
    await expect(webhookOn(url).send(OPENED, signal)).rejects.toMatchObject({ retryAfterMs: 120_000 })
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
