import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { Secret } from '../../src/core/index.ts'
import { type Channel, type ChannelConfig, createChannels } from '../../src/notify/index.ts'
import { type Identity, selfSigned } from '../support/certificate.ts'

/** Answers of a captive portal or a proxy that stands between Doorwatch and the service, by status. */
export const PORTAL = ['portal 302', 'portal 403', 'portal 404', 'portal 410', 'portal 418'] as const

/**
 * How the other side of a channel behaves. `refuse`: for good. `credentials`: refuses who asks. `busy`, `broken`: for now.
 * `dropped`: a 202 that says nothing about the message. `trickle`: a byte now and then, without end. `self-signed`: takes
 * everything, behind a certificate that nobody trusts. `portal 200`: a page to sign in to the network, as a success.
 */
export type Behaviour =
  | 'take'
  | 'refuse'
  | 'busy'
  | 'broken'
  | 'hang'
  | 'garble'
  | 'drop'
  | 'closed'
  | 'credentials'
  | 'dropped'
  | 'trickle'
  | 'self-signed'
  | 'portal 200'
  | (typeof PORTAL)[number]

/** What the other side took. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly recipients: readonly string[]
}

/** A channel and the real server at its other end. */
export interface Peer {
  readonly channel: Channel
  readonly received: readonly Received[]
  /** Texts that must not be in any error. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

export type OpenPeer = (behaviour: Behaviour) => Promise<Peer>

const TOKEN = 'XsecretXtokenX42'
const HTTP_PATH = `/services/T0SECRET01/B0SECRET02/${TOKEN}`

export function channelOf(config: ChannelConfig): Channel {
  const [channel] = createChannels([config])
  if (!channel) throw new Error('no channel')
  return channel
}

export const slackOn = (url: string): Channel =>
  channelOf({ kind: 'slack', name: 'slack', mode: 'always', webhook: new Secret('SLACK_WEBHOOK_URL', url) })

export const webhookOn = (url: string): Channel =>
  channelOf({ kind: 'webhook', name: 'hook', mode: 'always', url: new Secret('HOOK_URL', url) })

export const emailOn = (url: string, to: readonly string[] = ['oncall@example.com', 'lead@example.com']): Channel =>
  channelOf({
    kind: 'email',
    name: 'mail',
    mode: 'always',
    smtp: new Secret('SMTP_URL', url),
    from: 'doorwatch@example.com',
    to,
  })

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

function trickle(write: () => void, end: ServerResponse | Socket): void {
  const timer = setInterval(write, 20)
  end.on('close', () => clearInterval(timer))
  end.on('error', () => {})
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

/** @param own what a service answers in place of the common answers */
function openHttpPeer(
  channelOn: (url: string) => Channel,
  own: Readonly<Record<string, (response: ServerResponse) => void>> = {},
): OpenPeer {
  return async (behaviour) => {
    const wanted = behaviour === 'self-signed' ? 'take' : behaviour
    const answer = own[wanted] ?? HTTP_ANSWERS[wanted]
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

export const SMTP_USER = 'alerts@example.com'
export const SMTP_PASSWORD = 'p@ss/w:rd secret'
const SMTP_SECRETS = [
  SMTP_PASSWORD,
  encodeURIComponent(SMTP_PASSWORD),
  Buffer.from(SMTP_PASSWORD).toString('base64'),
  Buffer.from(`\0${SMTP_USER}\0${SMTP_PASSWORD}`).toString('base64'),
]

const SMTP_ANSWERS: Readonly<Record<string, readonly [number, string]>> = {
  refuse: [550, `5.1.1 no such user, from ${SMTP_PASSWORD}`],
  busy: [450, '4.2.1 mailbox busy'],
  broken: [451, '4.3.0 internal error'],
}

export function smtpUrl(port: number, scheme: 'smtp' | 'smtps' = 'smtp'): string {
  return `${scheme}://${encodeURIComponent(SMTP_USER)}:${encodeURIComponent(SMTP_PASSWORD)}@127.0.0.1:${port}`
}

export interface MailPeerServer {
  readonly port: number
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** A real SMTP server on loopback. `onRcptTo`: an answer per recipient; none takes it, `hang` never answers. */
export async function openSmtp(from: {
  readonly onRcptTo?: (address: string) => readonly [number, string] | 'hang' | undefined
  readonly onAuth?: (user: string, password: string) => readonly [number, string] | undefined
  readonly tls?: Identity
}): Promise<MailPeerServer> {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    ...(from.tls ? { ...from.tls, secure: true } : {}),
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      const answer = from.onAuth?.(username ?? '', password ?? '')
      done(answer ? smtpError(answer) : null, { user: username ?? '' })
    },
    onRcptTo: ({ address }, _session, done) => {
      const answer = from.onRcptTo?.(address)
      if (answer !== 'hang') done(answer ? smtpError(answer) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ headers: {}, body: Buffer.concat(chunks).toString('utf8'), recipients })
        done(null)
      })
    },
  })
  server.on('error', () => {})
  const inner = server.listen(0, '127.0.0.1')
  await once(inner, 'listening')
  const { port } = inner.address() as AddressInfo
  return { port, received, close: () => new Promise((resolve) => server.close(resolve)) }
}

function smtpError([responseCode, words]: readonly [number, string]): Error {
  return Object.assign(new Error(words), { responseCode })
}

export const openEmail: OpenPeer = async (behaviour) => {
  if (behaviour === 'garble' || behaviour === 'drop' || behaviour === 'trickle') return openRawEmail(behaviour)
  const server = await openSmtp({
    onRcptTo: () => (behaviour === 'hang' ? 'hang' : SMTP_ANSWERS[behaviour]),
    ...(behaviour === 'credentials' ? { onAuth: () => [535, '5.7.8 wrong user or password'] as const } : {}),
    ...(behaviour === 'self-signed' ? { tls: selfSigned('localhost', 2) } : {}),
  })
  if (behaviour === 'closed') await server.close()
  return {
    channel: emailOn(smtpUrl(server.port, behaviour === 'self-signed' ? 'smtps' : 'smtp')),
    received: server.received,
    secrets: SMTP_SECRETS,
    close: behaviour === 'closed' ? async () => {} : server.close,
  }
}

/** Something that is no mail server. */
async function openRawEmail(behaviour: 'garble' | 'drop' | 'trickle'): Promise<Peer> {
  const server = createSocketServer((socket) => {
    if (behaviour === 'trickle') trickle(() => socket.write('2'), socket)
    else if (behaviour === 'garble') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    else socket.destroy()
  })
  const port = await listen(server)
  return { channel: emailOn(smtpUrl(port)), received: [], secrets: SMTP_SECRETS, close: () => closeAll(server) }
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  open.set(server, sockets)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const open = new WeakMap<Server, Set<Socket>>()

async function closeAll(server: Server): Promise<void> {
  for (const socket of open.get(server) ?? []) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
