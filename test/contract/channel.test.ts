import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../src/core/index.ts'
import { ChannelError, type Receipt } from '../../src/notify/index.ts'
import { LOGIN_DOWN, LOGIN_RECOVERED, onlyAlert } from '../notify/kit.ts'
import { hostileAlert } from './channel-alerts.ts'
import { type Behaviour, type OpenPeer, type Peer, PORTAL } from './channel-peer.ts'
import {
  openApprise,
  openDiscord,
  openNtfy,
  openPagerduty,
  openSlack,
  openSlackBot,
  openTeams,
  openTelegram,
  openWebhook,
} from './channel-peers-http.ts'
import { openEmail } from './channel-peers-mail.ts'

const OPENED = onlyAlert(LOGIN_DOWN)

const CHANNELS: readonly { readonly kind: string; readonly open: OpenPeer }[] = [
  { kind: 'Slack', open: openSlack },
  { kind: 'Slack bot', open: openSlackBot },
  { kind: 'webhook', open: openWebhook },
  { kind: 'e-mail', open: openEmail },
  { kind: 'Teams', open: openTeams },
  { kind: 'Discord', open: openDiscord },
  { kind: 'Telegram', open: openTelegram },
  { kind: 'PagerDuty', open: openPagerduty },
  { kind: 'ntfy', open: openNtfy },
  { kind: 'apprise', open: openApprise },
]

/** Whether a failure by each behaviour of the other side is permanent. */
const FAILURES: readonly { readonly behaviour: Behaviour; readonly permanent: boolean }[] = [
  { behaviour: 'refuse', permanent: true },
  { behaviour: 'credentials', permanent: true },
  { behaviour: 'busy', permanent: false },
  { behaviour: 'broken', permanent: false },
  { behaviour: 'garble', permanent: false },
  { behaviour: 'drop', permanent: false },
  { behaviour: 'closed', permanent: false },
  { behaviour: 'self-signed', permanent: false },
]

/** The error for an answer that looks like that of a captive portal. */
const TAKEN_FOR_A_PORTAL = {
  name: 'ChannelError',
  permanent: false,
  message: expect.stringContaining('a web page'),
  hint: expect.stringContaining('a captive portal or proxy may stand in between'),
}

/** Sends an alert to a peer, and closes the peer after `check`. */
async function sendTo(open: OpenPeer, behaviour: Behaviour, check: (sent: Promise<Receipt>) => Promise<void>) {
  const peer = await open(behaviour)
  try {
    await check(peer.channel.send(OPENED, new AbortController().signal))
  } finally {
    await peer.close()
  }
}

describe.each(CHANNELS.filter(({ kind }) => kind !== 'e-mail'))(
  'a $kind channel behind a captive portal',
  ({ open }) => {
    it.each(PORTAL)('keeps the alert after the answer of the %s', (behaviour) =>
      sendTo(open, behaviour, (sent) => expect(sent).rejects.toMatchObject(TAKEN_FOR_A_PORTAL)),
    )

    it('waits as long as a rate limit asks', () =>
      sendTo(open, 'busy', (sent) => expect(sent).rejects.toMatchObject({ permanent: false, retryAfterMs: 7_000 })))
  },
)

/** What becomes of a message after a 202 without a word about it: the service's own answers have an id. */
const DROPPED: Readonly<Record<string, 'accepted' | 'unavailable'>> = {
  Slack: 'accepted',
  'Slack bot': 'unavailable',
  webhook: 'accepted',
  Teams: 'accepted',
  Discord: 'accepted',
  Telegram: 'unavailable',
  PagerDuty: 'unavailable',
  ntfy: 'unavailable',
  apprise: 'accepted',
}

describe.each(CHANNELS.filter(({ kind }) => kind !== 'e-mail'))(
  'a success without proof, for $kind',
  ({ kind, open }) => {
    it('never makes a dropped message visible', () =>
      sendTo(open, 'dropped', async (sent) => {
        if (DROPPED[kind] === 'accepted') expect(await sent).toEqual({})
        else await expect(sent).rejects.toMatchObject({ name: 'ChannelError', permanent: false })
      }))

    it('does not follow from a captive portal that answers 200 with its page', () =>
      sendTo(open, 'portal 200', (sent) => expect(sent).rejects.toMatchObject(TAKEN_FOR_A_PORTAL)))
  },
)

/** 200 surfaces, every fourth of them down. */
const CROWD: Alert = {
  ...OPENED,
  surfaces: Array.from({ length: 200 }, (_, nth) => ({
    target: 'sandbox',
    surface: `door-${String(nth).padStart(3, '0')}`,
    state: nth % 4 === 0 ? ('down' as const) : ('operational' as const),
    since: OPENED.at,
  })),
}

describe.each(CHANNELS)('a $kind channel', ({ open }) => {
  let peer: Peer | undefined
  afterEach(async () => peer?.close())

  async function fail(behaviour: Behaviour, alert: Alert = OPENED, signal = new AbortController().signal) {
    peer = await open(behaviour)
    const thrown: unknown = await peer.channel.send(alert, signal).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(thrown instanceof ChannelError)) throw new Error(`expected a ChannelError, got ${inspect(thrown)}`)
    return thrown
  }

  it('hands an alert over once, with its headline and its key', async () => {
    peer = await open('take')
    await peer.channel.send(OPENED, new AbortController().signal)
    expect(peer.received).toHaveLength(1)
    const text = `${inspect(peer.received[0]?.headers)}${unfolded(peer.received[0]?.body ?? '')}`
    expect(text).toContain("login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up")
    expect(text).toContain(OPENED.key)
  })

  it('hands the same alert over with the same bytes, however often', async () => {
    peer = await open('take')
    await peer.channel.send(OPENED, new AbortController().signal)
    await peer.channel.send(OPENED, new AbortController().signal)
    await peer.channel.send(onlyAlert(LOGIN_RECOVERED), new AbortController().signal)
    const [first, second, other] = peer.received.map(({ body }) => body)
    expect(second).toBe(first)
    expect(other).not.toBe(first)
  })

  it.each(FAILURES)(
    'fails for good where the server would $behaviour: $permanent',
    async ({ behaviour, permanent }) => {
      const error = await fail(behaviour)
      expect(error.permanent).toBe(permanent)
      expect(error.code).toBe(permanent ? 'channel_refused' : 'channel_unavailable')
      expect(error.hint).toMatch(/\.$/)
      expect(error.message.length).toBeLessThan(250)
    },
  )

  it('names an untrusted certificate of the server, and sends nothing', async () => {
    const error = await fail('self-signed')
    expect(`${error.message} ${error.hint}`).toMatch(/certificate/)
    expect(peer?.received).toHaveLength(0)
  })

  it('gives up when its signal aborts while the answer trickles in without end', async () => {
    const error = await fail('trickle', OPENED, AbortSignal.timeout(300))
    expect(error).toMatchObject({ permanent: false, message: expect.stringContaining('no answer in time') })
  })

  it('hands over an alert with 200 surfaces, with its headline and a mark where surfaces are missing', async () => {
    peer = await open('take')
    await peer.channel.send(CROWD, new AbortController().signal)
    expect(peer.received).toHaveLength(1)
    const text = unfolded(peer.received[0]?.body ?? '')
    expect(text).toContain('chat, console, API and CLI are up')
    const visibleSurfaces = CROWD.surfaces.filter(({ surface }) => text.replaceAll('\\', '').includes(surface)).length
    expect(visibleSurfaces).toBeGreaterThan(20)
    if (visibleSurfaces < 200) expect(text).toContain('cut; doorwatch status has the rest')
  })

  it.each([...FAILURES.map(({ behaviour }) => behaviour), 'hang' as const])(
    'keeps its secret out of the error where the server would %s',
    async (behaviour) => {
      const error = await fail(behaviour, OPENED, AbortSignal.timeout(behaviour === 'hang' ? 200 : 60_000))
      const everything = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`
      for (const secret of peer?.secrets ?? []) expect(everything).not.toContain(secret)
      expect(peer?.secrets.length).toBeGreaterThan(1)
    },
  )

  it('gives up at once when its signal aborts while the server hangs', async () => {
    const error = await fail('hang', OPENED, AbortSignal.timeout(200))
    expect(error.permanent).toBe(false)
    expect(error.message).toMatch(/no answer in time/)
  })

  it('does not begin where its signal has already aborted', async () => {
    const error = await fail('take', OPENED, AbortSignal.abort())
    expect(error.permanent).toBe(false)
    expect(peer?.received).toHaveLength(0)
  })

  it('delivers an alert made of hostile words ten thousand characters long', async () => {
    peer = await open('take')
    await peer.channel.send(hostileAlert(), new AbortController().signal)
    expect(peer.received).toHaveLength(1)
    expect(peer.received[0]?.body.length).toBeLessThan(250_000)
  })

  it('has the name and the mode it was configured with', async () => {
    peer = await open('take')
    expect(peer.channel).toMatchObject({
      mode: 'always',
      name: expect.stringMatching(/^(slack|bot|hook|mail|teams|discord|telegram|pagerduty|ntfy|apprise)$/),
    })
  })
})

/** A mail with the soft line breaks of quoted-printable taken out. */
function unfolded(body: string): string {
  return body.replace(/=\r?\n/g, '').replace(/\r\n[ \t]+/g, ' ')
}
