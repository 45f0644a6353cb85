import { afterEach, describe, expect, it } from 'vitest'
import { type Alert, Secret } from '../../src/core/index.ts'
import { type ChannelConfig, ChannelError } from '../../src/notify/index.ts'
import { LOGIN_DOWN, LOGIN_RECOVERED, onlyAlert } from '../notify/kit.ts'
import { channelOf } from './channel-peer.ts'
import { type HttpPeerServer, openHttp } from './channel-peers-http.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const RESOLVED = onlyAlert(LOGIN_RECOVERED)
const mode = 'always' as const

const CONFIGS: Readonly<Record<string, (url: string) => ChannelConfig>> = {
  teams: (url) => ({ kind: 'teams', name: 'x', mode, webhook: new Secret('HOOK', url) }),
  discord: (url) => ({ kind: 'discord', name: 'x', mode, webhook: new Secret('HOOK', url) }),
  telegram: (url) => ({
    kind: 'telegram',
    name: 'x',
    mode,
    api: url,
    token: new Secret('TOKEN', '12:ab'),
    chat: '-100',
  }),
  pagerduty: (url) => ({ kind: 'pagerduty', name: 'x', mode, api: url, key: new Secret('KEY', 'k'.repeat(32)) }),
  ntfy: (url) => ({ kind: 'ntfy', name: 'x', mode, server: url, topic: new Secret('TOPIC', 'secret-topic') }),
  apprise: (url) => ({ kind: 'apprise', name: 'x', mode, url: new Secret('HOOK', url) }),
}
const KINDS = Object.keys(CONFIGS)

let server: HttpPeerServer | undefined
afterEach(async () => server?.close())

/** Sends one alert to a service that answers so; the receipt, or the error. */
async function sendTo(
  kind: string,
  answer: { status: number; body?: string; headers?: object },
  alert: Alert = OPENED,
) {
  server = await openHttp((response) => {
    response.writeHead(answer.status, { ...answer.headers }).end(answer.body)
  })
  const config = CONFIGS[kind]?.(server.url)
  if (!config) throw new Error(kind)
  try {
    return { receipt: await channelOf(config).send(alert, new AbortController().signal) }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { error }
  }
}

const bodies = () => server?.received.map(({ body }) => JSON.parse(body)) ?? []

describe.each(KINDS)('a portal or proxy in front of %s', (kind) => {
  it.each([
    [302, { location: 'http://portal.example/login' }],
    [403, {}],
    [404, {}],
    [410, {}],
    [418, {}],
    [511, {}],
  ])('costs no alert with a web page and HTTP %i', async (status, headers) => {
    const { error } = await sendTo(kind, { status, headers, body: '<html>Please log in</html>' })
    expect(error).toMatchObject({ permanent: false })
  })
})

describe('a success that is not of the service itself', () => {
  it.each([
    ['discord', 200, 'You must sign in'],
    ['discord', 200, ''],
    ['telegram', 200, '{}'],
    ['pagerduty', 202, '{"status":"queued by the proxy"}'],
    ['pagerduty', 202, ''],
    ['ntfy', 200, '{"event":"message"}'],
    ['teams', 202, '<html>Sign in</html>'],
    ['apprise', 200, '\n<!doctype html>'],
  ])('%s: HTTP %i %j is trouble that passes', async (kind, status, body) => {
    const { error } = await sendTo(kind, { status, body })
    expect(error).toMatchObject({ permanent: false })
  })

  it.each([
    ['discord', 204, ''],
    ['apprise', 200, '{"error":null}'],
    ['apprise', 200, '2026-11-23 INFO sent'],
  ])('%s: HTTP %i %j is one of a server of its kind', async (kind, status, body) => {
    expect(await sendTo(kind, { status, body })).toEqual({ receipt: {} })
  })
})

describe('a service that says so itself refuses for good', () => {
  it.each([
    ['discord', 404, { message: 'Unknown Webhook', code: 10_015 }, 'create a new one in Discord'],
    ['discord', 401, { message: 'Invalid Webhook Token', code: 50_027 }, 'HOOK'],
    ['telegram', 400, { ok: false, description: 'Bad Request: chat not found' }, 'check its id'],
    ['telegram', 401, { ok: false, description: 'Unauthorized' }, 'check the token in TOKEN'],
    ['telegram', 403, { ok: false, description: 'Forbidden: bot was blocked' }, 'may not write'],
    ['pagerduty', 400, { status: 'invalid event', message: 'x' }, 'integration key in KEY'],
    ['ntfy', 403, { code: 40_301, http: 403, error: 'forbidden' }, 'TOPIC'],
    ['apprise', 404, { error: 'no such key' }, 'correct HOOK'],
    ['teams', 404, { error: { code: 'WorkflowNotFound' } }, 'create it again in Teams'],
  ] as const)('%s: HTTP %i', async (kind, status, body, advice) => {
    const { error } = await sendTo(kind, { status, body: JSON.stringify(body) })
    expect(error).toMatchObject({ permanent: true, hint: expect.stringContaining(advice) })
  })
})

describe('a rate limit', () => {
  it.each([
    ['discord', { message: 'limited', retry_after: 1.25, global: false }, 1_250],
    ['telegram', { ok: false, parameters: { retry_after: 3 } }, 3_000],
  ] as const)('of %s names its wait in the body', async (kind, body, wait) => {
    const { error } = await sendTo(kind, { status: 429, body: JSON.stringify(body) })
    expect(error).toMatchObject({ permanent: false, retryAfterMs: wait })
  })

  it.each(KINDS)('of %s in a header is a wait as well', async (kind) => {
    const { error } = await sendTo(kind, { status: 429, body: 'slow down', headers: { 'retry-after': '9' } })
    expect(error).toMatchObject({ permanent: false, retryAfterMs: 9_000 })
  })
})

describe('the id of a message', () => {
  it.each([
    ['discord', { id: '1187' }, '1187'],
    ['telegram', { ok: true, result: { message_id: 42 } }, '42'],
    ['ntfy', { id: 'hwQ2', event: 'message' }, 'hwQ2'],
  ] as const)('of %s is in the receipt', async (kind, body, id) => {
    expect(await sendTo(kind, { status: 200, body: JSON.stringify(body) })).toEqual({ receipt: { id } })
  })

  it.each([
    ['discord', (text: string) => ({ content: text, id: '1187' }), '1187'],
    ['telegram', (text: string) => ({ ok: true, result: { text, message_id: 42 } }), '42'],
    ['ntfy', (text: string) => ({ message: text, id: 'hwQ2' }), 'hwQ2'],
  ] as const)('of %s is read behind the whole message, which the answer repeats', async (kind, answerOf, id) => {
    const body = JSON.stringify(answerOf('\u754c'.repeat(4_096))).replaceAll('\u754c', '\\u754c')
    expect(body.length).toBeGreaterThan(20_000)
    expect(await sendTo(kind, { status: 200, body })).toEqual({ receipt: { id } })
  })

  it('is not there for Teams, whose 202 says only that the flow took the card', async () => {
    expect(await sendTo('teams', { status: 202 })).toEqual({ receipt: {} })
  })
})

describe('PagerDuty', () => {
  it('gets the same deduplication key from opening to end, and resolves with it', async () => {
    await sendTo('pagerduty', { status: 202, body: '{"status":"success"}' })
    const [opening] = bodies()
    await server?.close()
    await sendTo('pagerduty', { status: 202, body: '{"status":"success"}' }, RESOLVED)
    const [end] = bodies()
    expect(opening).toMatchObject({ event_action: 'trigger', payload: { severity: 'critical' } })
    expect(end).toMatchObject({ event_action: 'resolve', dedup_key: opening.dedup_key })
  })

  it('gets one event for each incident of a message about several', async () => {
    const other = { ...OPENED, key: 'b:opened', target: 'b', incident: { ...OPENED.incident, name: 'b-1' } } as Alert
    const folded = { ...OPENED, key: 'fold', parts: [OPENED, other], digest: true } as Alert
    await sendTo('pagerduty', { status: 202, body: '{"status":"success"}' }, folded)
    expect(bodies().map(({ dedup_key }) => dedup_key)).toEqual([`doorwatch:${OPENED.incident?.name}`, 'doorwatch:b-1'])
  })
})

describe('Discord', () => {
  it('is asked to wait until the message is visible, and not to ring', async () => {
    let path = ''
    server = await openHttp((response, _nth, request) => {
      path = request.url ?? ''
      response.writeHead(200).end('{"id":"1"}')
    })
    const config = CONFIGS.discord?.(server.url)
    if (config) await channelOf(config).send({ ...OPENED, headline: '@everyone' }, new AbortController().signal)
    expect(path).toContain('wait=true')
    expect(bodies()[0]).toMatchObject({ content: '\\@everyone', allowed_mentions: { parse: [] } })
  })
})

describe('a connector of the time before workflows', () => {
  it('that answers 200 with the text of an error has not taken the card', async () => {
    const { error } = await sendTo('teams', { status: 200, body: 'Webhook message delivery failed with error: 413' })
    expect(error).toMatchObject({ permanent: false })
    await server?.close()
    expect(await sendTo('teams', { status: 200, body: '1' })).toEqual({ receipt: {} })
  })
})
