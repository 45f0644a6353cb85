import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../notify/kit.ts'
import { type Identity, selfSigned } from '../support/certificate.ts'
import { emailOn, slackOn, webhookOn } from './channel-peer.ts'

const ALERT = onlyAlert(LOGIN_DOWN)
const ends: (() => void)[] = []
afterAll(() => {
  for (const end of ends) end()
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function web(tls?: Identity): Promise<number> {
  const server = tls ? createSecureServer(tls) : createPlainServer()
  ends.push(() => server.close())
  return listen(server)
}

async function mail(options: ConstructorParameters<typeof SMTPServer>[0]): Promise<number> {
  const server = new SMTPServer({ authOptional: true, ...options })
  server.on('error', () => {})
  ends.push(() => server.close())
  const inner = server.listen(0, '127.0.0.1')
  await once(inner, 'listening')
  return (inner.address() as AddressInfo).port
}

const ports = { web: 0, webSelf: 0, webExpired: 0, mail: 0, mailSelf: 0, mailExpired: 0, mailStart: 0, mailGrey: 0 }

beforeAll(async () => {
  const self = selfSigned('localhost', 2)
  const expired = selfSigned('localhost', 0)
  Object.assign(ports, { web: await web(), webSelf: await web(self), webExpired: await web(expired) })
  Object.assign(ports, {
    mail: await mail({ disabledCommands: ['STARTTLS'] }),
    mailSelf: await mail({ secure: true, ...self }),
    mailExpired: await mail({ secure: true, ...expired }),
    mailStart: await mail(self),
    mailGrey: await mail({
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('4.7.1 greylisted, try again'), { responseCode: 451 })),
    }),
  })
})

const at = (scheme: string, port: keyof typeof ports) => () => `${scheme}://localhost:${ports[port]}`
const UNKNOWN = 'http://doorwatch-no-such-host.invalid'

async function adviceOf(channel: Channel, ms = 5_000): Promise<string> {
  const thrown = await channel.send(ALERT, AbortSignal.timeout(ms)).catch((error: unknown) => error)
  return String((thrown as { hint?: string }).hint)
}

describe.each([
  ['Slack', slackOn, 'SLACK_WEBHOOK_URL'],
  ['webhook', webhookOn, 'HOOK_URL'],
] as const)('the advice of a %s channel that cannot connect', (_kind, channelOn, variable) => {
  it.each([
    ['a self-signed certificate', at('https', 'webSelf'), /NODE_EXTRA_CA_CERTS/],
    ['an expired certificate', at('https', 'webExpired'), /has expired: renew it/],
    ['TLS on a plain port', at('https', 'web'), new RegExp(`In ${variable}, write http:// in place of https://`)],
    [
      'plain text on a TLS port',
      at('http', 'webSelf'),
      new RegExp(`write https:// in place of http:// in ${variable}`),
    ],
    ['a name that does not exist', () => UNKNOWN, new RegExp(`host in ${variable}.*DNS`)],
  ])('says what to do about %s', async (_what, url, advice) => {
    expect(await adviceOf(channelOn(url()))).toMatch(advice)
  })
})

describe('the advice of an e-mail channel that cannot send', () => {
  it.each([
    ['a self-signed certificate', at('smtps', 'mailSelf'), /NODE_EXTRA_CA_CERTS/],
    ['a self-signed certificate after STARTTLS', at('smtp', 'mailStart'), /NODE_EXTRA_CA_CERTS/],
    ['an expired certificate', at('smtps', 'mailExpired'), /has expired: renew it/],
    ['TLS on a plain port', at('smtps', 'mail'), /In SMTP_URL, write smtp:\/\/ in place of smtps:\/\//],
    ['a name that does not exist', () => 'smtp://doorwatch-no-such-host.invalid', /host in SMTP_URL.*DNS/],
    ['greylisting', at('smtp', 'mailGrey'), /come back later \(451\).*tries again by itself/],
  ])('says what to do about %s', async (_what, url, advice) => {
    expect(await adviceOf(emailOn(url()))).toMatch(advice)
  })

  it('says what to do about plain text on a TLS port, where both sides wait', async () => {
    const advice = await adviceOf(emailOn(at('smtp', 'mailSelf')()), 500)
    expect(advice).toMatch(/write smtps:\/\/ in place of smtp:\/\/ in SMTP_URL/)
  })
})
