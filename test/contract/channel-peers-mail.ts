import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Identity, selfSigned } from '../support/certificate.ts'
import { emailOn, type OpenPeer, type Peer, type Received } from './channel-peer.ts'
import { closeAll, listen, trickle } from './loopback.ts'

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
  const server = createServer((socket) => {
    if (behaviour === 'trickle') trickle(() => socket.write('2'), socket)
    else if (behaviour === 'garble') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    else socket.destroy()
  })
  const port = await listen(server)
  return { channel: emailOn(smtpUrl(port)), received: [], secrets: SMTP_SECRETS, close: () => closeAll(server) }
}
