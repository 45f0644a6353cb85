import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../src/core/index.ts'
import { planAlerts } from '../../src/notify/index.ts'
import { input, LOGIN_DOWN, LOGIN_RECOVERED, notice, onlyAlert, verdict } from '../notify/kit.ts'
import { hostileAlert } from './channel-alerts.ts'
import { channelOf, emailOn } from './channel-peer.ts'
import { type MailPeerServer, openSmtp, SMTP_PASSWORD, SMTP_USER, smtpUrl } from './channel-peers-mail.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const signal = new AbortController().signal

/** The header lines of a mail, unfolded. */
function headersOf(mail: string): readonly string[] {
  return (mail.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n')
}

function header(mail: string, name: string): string | undefined {
  return headersOf(mail)
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    ?.slice(name.length + 1)
    .trim()
}

describe('the e-mail channel', () => {
  let server: MailPeerServer | undefined
  afterEach(async () => server?.close())
  const mail = (nth = 0): string => server?.received[nth]?.body ?? ''

  it('signs in with the user and password of its address, special characters and all', async () => {
    const seen: string[] = []
    server = await openSmtp({
      onAuth: (user, password) => {
        seen.push(user, password)
        return undefined
      },
    })
    await emailOn(smtpUrl(server.port)).send(OPENED, signal)
    expect(seen).toEqual([SMTP_USER, SMTP_PASSWORD])
  })

  it('reaches all recipients with one mail of text and HTML', async () => {
    server = await openSmtp({})
    await emailOn(smtpUrl(server.port)).send(OPENED, signal)
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.recipients).toEqual(['oncall@example.com', 'lead@example.com'])
    expect(mail()).toContain('Content-Type: text/plain')
    expect(mail()).toContain('Content-Type: text/html')
  })

  it('writes to recipients with display names and internationalised domains, from a sender with a name', async () => {
    server = await openSmtp({})
    const channel = channelOf({
      kind: 'email',
      name: 'mail',
      mode: 'always',
      smtp: new Secret('SMTP_URL', smtpUrl(server.port)),
      from: 'Watch <watch@münchen.example>',
      to: ['"Ops, Berlin" <ops@example.com>', 'root@localhost', 'lead@münchen.example'],
    })
    await channel.send(OPENED, signal)
    expect(server.received[0]?.recipients).toEqual(['ops@example.com', 'root@localhost', 'lead@münchen.example'])
    expect(header(mail(), 'To')).toMatch(/^"Ops, Berlin" <ops@example\.com>, root@localhost/)
    expect(header(mail(), 'From')).toBe('Watch <watch@xn--mnchen-3ya.example>')
    expect(header(mail(), 'Message-ID')).toMatch(/@xn--mnchen-3ya\.example>$/)
  })

  it('writes headers that machines can file by', async () => {
    server = await openSmtp({})
    await emailOn(smtpUrl(server.port)).send(OPENED, signal)
    expect(header(mail(), 'Subject')).toBe(
      "[doorwatch] login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    )
    expect(header(mail(), 'From')).toBe('Doorwatch <doorwatch@example.com>')
    expect(header(mail(), 'Auto-Submitted')).toBe('auto-generated')
    expect(header(mail(), 'X-Doorwatch-Key')).toBe(OPENED.key)
    expect(header(mail(), 'Date')).toBe('Mon, 23 Nov 2026 21:05:12 +0000')
  })

  it('makes one thread of all mails on an incident', async () => {
    server = await openSmtp({})
    const channel = emailOn(smtpUrl(server.port))
    await channel.send(OPENED, signal)
    await channel.send(onlyAlert(LOGIN_RECOVERED), signal)
    const first = header(mail(0), 'Message-ID')
    expect(first).toMatch(/^<sandbox-20261123-210512\.opened\.[0-9a-f]{16}@example\.com>$/)
    expect(header(mail(0), 'References')).toBeUndefined()
    expect(header(mail(1), 'References')).toBe(first)
    expect(header(mail(1), 'In-Reply-To')).toBe(first)
    expect(header(mail(1), 'Message-ID')).not.toBe(first)
  })

  it('makes one thread of a notice and its end', async () => {
    server = await openSmtp({})
    const channel = emailOn(smtpUrl(server.port))
    const both = [notice(), notice({ open: false, at: OPENED.at + 1_000 })]
    for (const alert of planAlerts(input({ verdict: verdict({ notices: both }) }))) await channel.send(alert, signal)
    expect(header(mail(0), 'References')).toBeTruthy()
    expect(header(mail(1), 'References')).toBe(header(mail(0), 'References'))
  })

  it.each([
    ['535 5.7.8 wrong password', [535, '5.7.8 wrong password'] as const, true, 'user and password'],
    ['454 4.7.0 try later', [454, '4.7.0 try later'] as const, false, undefined],
  ])('takes a sign-in answered with %s for permanent: %s', async (_words, answer, permanent, hint) => {
    server = await openSmtp({ onAuth: () => answer })
    const thrown = await emailOn(smtpUrl(server.port))
      .send(OPENED, signal)
      .catch((error) => error)
    expect(thrown).toMatchObject({ permanent })
    if (hint) expect(thrown.hint).toContain(hint)
  })

  it('names the recipients that refuse a mail which others take', async () => {
    server = await openSmtp({ onRcptTo: (address) => (address.startsWith('lead') ? [550, 'no such user'] : undefined) })
    const receipt = await emailOn(smtpUrl(server.port)).send(OPENED, signal)
    expect(receipt).toEqual({ refused: 'lead@example.com (550 no such user)' })
    expect(server.received.map(({ recipients }) => recipients)).toEqual([['oncall@example.com']])
  })

  it('sends a mail again to those alone whom the server put off, and still names who refused it', async () => {
    let tries = 0
    server = await openSmtp({
      onRcptTo: (address) => {
        if (address.startsWith('gone')) return [550, 'no such user']
        if (!address.startsWith('lead')) return undefined
        tries += 1
        return tries === 1 ? [451, 'greylisted'] : undefined
      },
    })
    const channel = emailOn(smtpUrl(server.port), ['oncall@example.com', 'lead@example.com', 'gone@example.com'])
    await expect(channel.send(OPENED, signal)).rejects.toMatchObject({
      permanent: false,
      message: 'mail: the mail server defers lead@example.com; the other recipients have the mail',
    })
    expect(await channel.send(OPENED, signal)).toEqual({ refused: 'gone@example.com (550 no such user)' })
    expect(server.received.map(({ recipients }) => recipients)).toEqual([['oncall@example.com'], ['lead@example.com']])
    expect(await channel.send(onlyAlert(LOGIN_RECOVERED), signal)).toMatchObject({ refused: expect.any(String) })
    expect(server.received[2]?.recipients).toEqual(['oncall@example.com', 'lead@example.com'])
  })

  it('counts a mail as taken where those left refuse it for good and others have it', async () => {
    let tries = 0
    server = await openSmtp({
      onRcptTo: (address) => {
        if (!address.startsWith('lead')) return undefined
        tries += 1
        return tries === 1 ? [451, 'greylisted'] : [550, 'no such user']
      },
    })
    const channel = emailOn(smtpUrl(server.port))
    await expect(channel.send(OPENED, signal)).rejects.toMatchObject({ permanent: false })
    expect(await channel.send(OPENED, signal)).toEqual({ refused: 'lead@example.com (550 no such user)' })
    expect(server.received).toHaveLength(1)
  })

  it('says that it needs a user where the server wants one', async () => {
    server = await openSmtp({})
    const thrown = await emailOn(`smtp://127.0.0.1:${server.port}`)
      .send(OPENED, signal)
      .catch((error) => error)
    expect(thrown).toMatchObject({ permanent: true, name: 'ChannelError' })
  })

  it.each(['not a url', 'http://mail.example', ''])('says so where its address is "%s"', async (address) => {
    const thrown = await emailOn(address)
      .send(OPENED, signal)
      .catch((error) => error)
    expect(thrown).toMatchObject({ permanent: true, message: 'mail: the address is not smtp://… or smtps://…' })
  })

  it('lets no outside word become a header, a recipient or an element, however hostile the alert', async () => {
    server = await openSmtp({})
    await emailOn(smtpUrl(server.port)).send(hostileAlert(), signal)
    expect(server.received[0]?.recipients).toEqual(['oncall@example.com', 'lead@example.com'])
    const names = headersOf(mail()).map((line) => line.split(':')[0]?.toLowerCase())
    expect(names.filter((name) => name === 'bcc' || name === 'cc')).toEqual([])
    expect(names.filter((name) => name === 'subject')).toHaveLength(1)
    expect(headersOf(mail()).every((line) => line.length < 2_000)).toBe(true)
    const html = mail().replace(/=\r\n/g, '').split('Content-Type: text/html')[1] ?? ''
    expect(html).toContain('&lt;script&gt;')
    expect([...html.matchAll(/<(script|img|iframe|form|link)\b/gi)].map((match) => match[0])).toEqual([])
    expect(
      [...html.matchAll(/(href=3D"(?!https?:)[^"]{0,20}|\son[a-z]+=3D"[^"]{0,20})/gi)].map((match) => match[0]),
    ).toEqual([])
  })
})
