import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { Secret } from '../../src/core/index.ts'
import type { Channel } from '../../src/notify/index.ts'
import { type Identity, selfSigned } from '../support/certificate.ts'
import { channelOf, type OpenPeer, PORTAL, type Received, slackOn, webhookOn } from './channel-peer.ts'
import { closeAll, listen, trickle } from './loopback.ts'

const TOKEN = 'XsecretXtokenX42'
const HTTP_PATH = `/services/T0SECRET01/B0SECRET02/${TOKEN}`

/** Answers with its own address in the words, as careless servers do. */
const HTTP_ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  take: (response) => response.writeHead(200).end('ok'),
  refuse: (response) => response.writeHead(404).end(`no_service ${HTTP_PATH}`),
  busy: (response) => response.writeHead(429, { 'retry-after': '7' }).end('rate_limited'),
  broken: (response) => response.writeHead(503).end(`<html>${TOKEN}</html>`),
  hang: () => {},
  garble: (response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n\r\n'),
  drop: (response) => response.socket?.destroy(),
  dropped: (response) => response.writeHead(202).end(),
  trickle: (response) => {
    response.writeHead(200)
    trickle(() => response.write(' '), response)
  },
  'portal 200': portalAnswer(200),
  ...Object.fromEntries(PORTAL.map((behaviour) => [behaviour, portalAnswer(Number(behaviour.slice(-3)))])),
}

/** A web page that asks to sign in to the network. */
function portalAnswer(status: number) {
  return (response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'text/html', location: 'http://portal.example/login' })
      .end(`<!doctype html><title>Sign in to the network</title>${HTTP_PATH}`)
}

export interface HttpPeerServer {
  readonly url: string
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** A real HTTP server on loopback that keeps what it gets. */
export async function openHttp(
  answer: (response: ServerResponse, nth: number, request: IncomingMessage) => void,
  tls?: Identity,
): Promise<HttpPeerServer> {
  const received: Received[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), recipients: [] })
    answer(response, received.length, request)
  }
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  const port = await listen(server)
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}${HTTP_PATH}`, received, close: () => closeAll(server) }
}

/** @param serviceAnswers what a service answers in place of the common answers */
function openHttpPeer(
  channelOn: (url: string) => Channel,
  serviceAnswers: Readonly<Record<string, (response: ServerResponse) => void>> = {},
): OpenPeer {
  return async (behaviour) => {
    const wanted = behaviour === 'self-signed' ? 'take' : behaviour
    const answer = serviceAnswers[wanted] ?? HTTP_ANSWERS[wanted]
    const tls = behaviour === 'self-signed' ? selfSigned('localhost', 2) : undefined
    const server = await openHttp((response) => answer?.(response), tls)
    if (behaviour === 'closed') await server.close()
    return {
      channel: channelOn(server.url),
      received: server.received,
      secrets: [TOKEN, HTTP_PATH, server.url],
      close: server.close,
    }
  }
}

export const openSlack = openHttpPeer(slackOn, {
  credentials: (response) => response.writeHead(403).end('invalid_token'),
})
export const openWebhook = openHttpPeer(webhookOn, {
  credentials: (response) => response.writeHead(401).end('unauthorized'),
})

const json =
  (status: number, body: object, headers: object = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const mode = 'always' as const
const secretAt = (url: string) => new Secret('CHANNEL_SECRET', url)

export const openTeams = openHttpPeer(
  (url) => channelOf({ kind: 'teams', name: 'teams', mode, webhook: secretAt(url) }),
  {
    take: (response) => response.writeHead(202).end(),
    credentials: json(401, { error: { code: 'DirectApiAuthorizationRequired', message: 'no valid signature' } }),
    refuse: json(404, { error: { code: 'WorkflowNotFound', message: `no workflow at ${HTTP_PATH}` } }),
  },
)

export const openDiscord = openHttpPeer(
  (url) => channelOf({ kind: 'discord', name: 'discord', mode, webhook: secretAt(url) }),
  {
    take: json(200, { id: '1187' }),
    credentials: json(401, { message: 'Invalid Webhook Token', code: 50_027 }),
    refuse: json(404, { message: `Unknown Webhook ${TOKEN}`, code: 10_015 }),
    busy: json(429, { message: 'You are being rate limited.', retry_after: 7, global: false }),
  },
)

export const openTelegram = openHttpPeer(
  (url) =>
    channelOf({ kind: 'telegram', name: 'telegram', mode, api: url, token: new Secret('TOKEN', TOKEN), chat: '-100' }),
  {
    take: json(200, { ok: true, result: { message_id: 42 } }),
    credentials: json(401, { ok: false, error_code: 401, description: 'Unauthorized' }),
    refuse: json(403, { ok: false, error_code: 403, description: `Forbidden: bot ${TOKEN} was kicked` }),
    busy: json(429, { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 7 } }),
  },
)

export const openPagerduty = openHttpPeer(
  (url) => channelOf({ kind: 'pagerduty', name: 'pagerduty', mode, api: url, key: new Secret('PD_KEY', TOKEN) }),
  {
    take: json(202, { status: 'success', message: 'Event processed', dedup_key: 'x' }),
    credentials: json(400, {
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['Invalid routing key'],
    }),
    refuse: json(400, { status: 'invalid event', message: 'Event object is invalid', errors: [TOKEN] }),
  },
)

export const openNtfy = openHttpPeer(
  (url) => channelOf({ kind: 'ntfy', name: 'ntfy', mode, server: url, topic: new Secret('TOPIC', TOKEN) }),
  {
    take: json(200, { id: 'hwQ2YpKdmg', event: 'message' }),
    credentials: json(401, { code: 40_101, http: 401, error: 'unauthorized' }),
    refuse: json(403, { code: 40_301, http: 403, error: `forbidden: ${TOKEN}` }),
    busy: json(429, { code: 42_901, http: 429, error: 'limit reached: too many requests' }, { 'retry-after': '7' }),
  },
)

export const openApprise = openHttpPeer(
  (url) => channelOf({ kind: 'apprise', name: 'apprise', mode, url: secretAt(url) }),
  {
    credentials: json(404, { error: 'There was no configuration found' }),
    refuse: json(404, { error: `no configuration for ${TOKEN}` }),
  },
)

const openBot = openHttpPeer(
  (url) =>
    channelOf({ kind: 'slack', name: 'bot', mode, api: `${url}/`, channel: '#ops', token: new Secret('TOKEN', TOKEN) }),
  {
    take: json(200, { ok: true, channel: 'C024BE91L', ts: '1700000000.000001' }),
    credentials: json(200, { ok: false, error: 'invalid_auth' }),
    refuse: json(200, { ok: false, error: 'channel_not_found', needed: TOKEN }),
    busy: json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '7' }),
  },
)

/** A bot sends forms; they are received as their values. */
export const openSlackBot: OpenPeer = async (behaviour) => {
  const peer = await openBot(behaviour)
  const values = (body: string) => [...new URLSearchParams(body).values()].join('\n')
  return {
    ...peer,
    get received() {
      return peer.received.map((one) => ({ ...one, body: values(one.body) }))
    },
  }
}
