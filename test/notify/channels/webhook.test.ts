import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { createWebhookChannel } from '../../../src/notify/channels/webhook.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

const ALERT = onlyAlert(LOGIN_DOWN)
const CLOCK = { now: () => ALERT.at }

interface Request {
  readonly url: string
  readonly init: RequestInit
}

/** Sends an alert to a webhook with this address; the request, and the receipt or error. */
async function sendTo(address: string, answer = new Response('ok')) {
  const requests: Request[] = []
  const fetcher: typeof fetch = async (url, init = {}) => {
    requests.push({ url: String(url), init })
    return answer
  }
  const config = { kind: 'webhook', name: 'hook', mode: 'always', url: new Secret('HOOK_URL', address) } as const
  const sent = await createWebhookChannel(config, fetcher, CLOCK)
    .send(ALERT, new AbortController().signal)
    .catch((error: unknown) => error)
  const headers = new Headers(requests[0]?.init.headers)
  return { requests, sent, headers, url: requests[0]?.url }
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('the user and password in the address of a webhook', () => {
  it.each([
    ['robin:secret', 'robin:secret'],
    ['robin%40example.org:se%3Acret', 'robin@example.org:se:cret'],
    ['r%C3%B6bin:w%C3%B6rd', 'röbin:wörd'],
    ['robin', 'robin:'],
    [':secret', ':secret'],
  ])('are a header, and no part of the request line: %s', async (user, pair) => {
    const { url, headers } = await sendTo(`https://${user}@hooks.example.org/in?x=1`)
    expect(url).toBe('https://hooks.example.org/in?x=1')
    expect(headers.get('authorization')).toBe(basic(pair))
  })

  it('may have a % that begins no escape, as a password that was pasted has it', async () => {
    const { sent, headers } = await sendTo('https://robin:50%off@hooks.example.org/in')
    expect(sent).toEqual({})
    expect(headers.get('authorization')).toBe(basic('robin:50%off'))
  })

  it('are no header where there are none', async () => {
    const { url, headers } = await sendTo('https://hooks.example.org/in')
    expect(url).toBe('https://hooks.example.org/in')
    expect(headers.get('authorization')).toBeNull()
  })
})

describe('the request of a webhook', () => {
  it('is one POST of JSON with the key of the message, and follows no redirect', async () => {
    const { requests, headers } = await sendTo('https://hooks.example.org/in')
    expect(requests).toHaveLength(1)
    expect(requests[0]?.init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/json',
      'user-agent': 'Doorwatch',
      'idempotency-key': ALERT.key,
    })
    expect(JSON.parse(String(requests[0]?.init.body))).toMatchObject({ version: 1, key: ALERT.key })
  })

  it('is not made to what is no URL', async () => {
    const { requests, sent } = await sendTo('hooks.example.org/XsecretXtokenX')
    expect(requests).toEqual([])
    expect(sent).toMatchObject({ permanent: true, hint: 'Check the address in HOOK_URL.' })
    expect(String(sent)).not.toContain('XsecretXtokenX')
  })
})

describe('the answer to a webhook', () => {
  it.each([
    [200, ''],
    [201, ''],
    [202, 'queued'],
    [204, null],
    [200, '<?xml version="1.0"?><ok/>'],
    [200, 'Accepted <html> message'],
  ])('HTTP %i %j takes the message: its server is of any make', async (status, body) => {
    expect((await sendTo('https://hooks.example.org/in', new Response(body, { status }))).sent).toEqual({})
  })

  it.each([
    '<!DOCTYPE html><title>Sign in</title>',
    '\n<!-- portal -->\n<html><body>Sign in',
    '<meta http-equiv="refresh" content="0;url=http://portal.example/">',
  ])('HTTP 200 with a page, as a captive portal answers, keeps the alert: %j', async (page) => {
    const { sent } = await sendTo('https://hooks.example.org/in', new Response(page))
    expect(sent).toMatchObject({
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
    [408, '', false],
    [413, 'too large', false],
    [418, 'teapot', false],
    [422, 'unprocessable', false],
    [425, '', false],
    [429, '', false],
    [500, '', false],
    [503, '', false],
  ])('HTTP %i %j refuses the message for good: %s', async (status, body, permanent) => {
    const { sent } = await sendTo('https://hooks.example.org/in', new Response(body, { status }))
    expect(sent).toMatchObject({ name: 'ChannelError', permanent, hint: expect.stringMatching(/\.$/) })
  })

  it('may ask to wait', async () => {
    const busy = new Response('', { status: 503, headers: { 'retry-after': '120' } })
    expect((await sendTo('https://hooks.example.org/in', busy)).sent).toMatchObject({ retryAfterMs: 120_000 })
  })

  it('names what to correct: the credentials, or the address', async () => {
    const hintOf = async (status: number) =>
      ((await sendTo('https://hooks.example.org/in', new Response('', { status }))).sent as { hint: string }).hint
    expect(await hintOf(401)).toBe('The webhook refuses this address or its credentials: correct HOOK_URL.')
    expect(await hintOf(404)).toBe('The webhook does not exist: put its new address into HOOK_URL.')
  })
})
