import { afterEach, describe, expect, it } from 'vitest'
import { ChannelError } from '../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../notify/kit.ts'
import { hostileAlert } from './channel-alerts.ts'
import { slackOn } from './channel-peer.ts'
import { type HttpPeerServer, openHttp } from './channel-peers-http.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const signal = new AbortController().signal

interface SlackText {
  readonly type: string
  readonly text: string
  readonly verbatim?: boolean
}
interface SlackBlock {
  readonly type: string
  readonly text?: SlackText
  readonly fields?: readonly SlackText[]
  readonly elements?: readonly SlackText[]
}
interface SlackBody {
  readonly text: string
  readonly blocks?: readonly SlackBlock[]
  readonly attachments?: readonly { readonly color: string; readonly blocks: readonly SlackBlock[] }[]
}

describe('the Slack channel', () => {
  let server: HttpPeerServer | undefined
  afterEach(async () => server?.close())

  async function answering(...answers: readonly (readonly [number, string, Record<string, string>?])[]) {
    server = await openHttp((response, nth) => {
      const [status, body, headers = {}] = answers[Math.min(nth, answers.length) - 1] ?? [200, 'ok']
      response.writeHead(status, headers).end(body)
    })
    return slackOn(server.url)
  }

  const bodyOf = (nth: number): SlackBody => JSON.parse(server?.received[nth]?.body ?? '{}')
  const failureOf = (channel: ReturnType<typeof slackOn>) =>
    channel.send(OPENED, signal).then(
      () => undefined,
      (error: unknown) => (error instanceof ChannelError ? error : undefined),
    )

  it.each([
    [403, 'action_prohibited'],
    [403, 'invalid_token'],
    [404, 'no_service'],
    [404, 'channel_not_found'],
    [410, 'channel_is_archived'],
  ])('refuses for good with HTTP %i %s, and the hint says to create a new webhook', async (status, words) => {
    const error = await failureOf(await answering([status, words]))
    expect(error).toMatchObject({ permanent: true, message: `slack: HTTP ${status} (${words})` })
    expect(error?.hint).toContain('create a new one in Slack and put its address into SLACK_WEBHOOK_URL')
  })

  it.each([
    [403, 'Access denied by the proxy'],
    [404, 'Not Found'],
    [404, '<p>no_service</p>'],
    [410, ''],
    [400, '{"message":"no_service"}'],
  ])("takes HTTP %i %s, which is not Slack's own word, for trouble that passes", async (status, words) => {
    expect(await failureOf(await answering([status, words]))).toMatchObject({ permanent: false })
  })

  it.each([500, 502, 503, 504, 408])('takes HTTP %i for trouble that passes', async (status) => {
    expect(await failureOf(await answering([status, 'rollup_error']))).toMatchObject({ permanent: false })
  })

  it.each([
    ['in seconds', { 'retry-after': '30' }, 30_000],
    [
      'as a date, by the clock of the server',
      { date: 'Mon, 23 Nov 2026 21:05:12 GMT', 'retry-after': 'Mon, 23 Nov 2026 21:06:12 GMT' },
      60_000,
    ],
    ['in the past', { date: 'Mon, 23 Nov 2026 21:05:12 GMT', 'retry-after': 'Mon, 23 Nov 2026 21:00:00 GMT' }, 0],
    ['as a second where it is nonsense', { 'retry-after': 'soon' }, 1_000],
    ['as a second where it is not named', {}, 1_000],
  ])('reads how long to wait %s', async (_how, headers, expected) => {
    const error = await failureOf(await answering([429, 'rate_limited', headers as Record<string, string>]))
    expect(error).toMatchObject({ permanent: false, retryAfterMs: expected })
  })

  it('sends plain text where Slack cannot use the layout', async () => {
    const channel = await answering([400, 'invalid_blocks'], [200, 'ok'])
    await channel.send(OPENED, signal)
    expect(server?.received).toHaveLength(2)
    expect(Object.keys(bodyOf(1))).toEqual(['text'])
    expect(bodyOf(1).text).toContain('login is DOWN')
  })

  it('keeps an alert whose plain text Slack does not take either, and does not condemn the channel', async () => {
    const error = await failureOf(await answering([400, 'invalid_payload']))
    expect(error).toMatchObject({ permanent: false, message: 'slack: HTTP 400 (invalid_payload)' })
    expect(server?.received).toHaveLength(2)
  })

  it('does not take the page of a captive portal for an answer of Slack', async () => {
    const error = await failureOf(await answering([200, '<!doctype html><title>Sign in to the network</title>']))
    expect(error).toMatchObject({ permanent: false })
    expect(error?.hint).toContain('a captive portal or proxy may stand in between')
  })

  it.each(['ok', '', '{"success":true}'])('takes the 200 "%s" of a compatible service for success', async (body) => {
    await (await answering([200, body])).send(OPENED, signal)
    expect(server?.received).toHaveLength(1)
  })

  it('does not send the alert to where a redirect points', async () => {
    const error = await failureOf(await answering([302, '', { location: 'http://127.0.0.1:9/elsewhere' }]))
    expect(error).toMatchObject({ permanent: false, message: 'slack: HTTP 302' })
  })

  it('reads no more than it needs of an answer without end', async () => {
    server = await openHttp((response) => {
      response.writeHead(404)
      const pour = setInterval(() => response.write('x'.repeat(4_096)), 1)
      response.on('close', () => clearInterval(pour))
    })
    const error = await failureOf(slackOn(server.url))
    expect(error?.message.length).toBeLessThan(140)
  })

  it.each(['not a url', 'http://[', ''])('reports an address that is no URL: "%s"', async (address) => {
    const error = await failureOf(slackOn(address))
    expect(error).toMatchObject({ permanent: true, message: 'slack: the address is not a URL' })
  })

  it.each([0, 1, 2, 3, 4])('leaves no half of an escape where a text is cut, %i characters on', async (shift) => {
    const lines = Array.from({ length: 12 }, (_, nth) => `${'x'.repeat(nth === 0 ? shift : 0)}${'&'.repeat(650)}`)
    await (await answering([200, 'ok'])).send({ ...OPENED, lines }, signal)
    const [lead] = bodyOf(0).attachments?.[0]?.blocks ?? []
    expect(lead?.text?.text.length).toBeGreaterThan(2_990)
    expect(actingParts(lead?.text?.text ?? '')).toEqual([])
    expect(actingParts(bodyOf(0).text)).toEqual([])
  })

  it('keeps every limit of Block Kit, and lets no outside word act, however hostile the alert', async () => {
    await (await answering([200, 'ok'])).send(hostileAlert(), signal)
    const { text, blocks = [], attachments = [] } = bodyOf(0)
    const all = [...blocks, ...attachments.flatMap((one) => one.blocks)]
    expect(all.length).toBeLessThanOrEqual(50)
    for (const block of all) {
      const texts = block.text ? [block.text] : []
      const most = block.type === 'header' ? 150 : block.type === 'section' && block.text ? 3_000 : 2_000
      expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10)
      for (const element of [...texts, ...(block.fields ?? []), ...(block.elements ?? [])]) {
        expect(element.text.length).toBeGreaterThan(0)
        expect(element.text.length).toBeLessThanOrEqual(most)
        if (element.type === 'mrkdwn') expect(actingParts(element.text)).toEqual([])
        if (element.type === 'mrkdwn') expect(element.verbatim).toBe(true)
      }
    }
    expect(text.length).toBeLessThanOrEqual(3_000)
    expect(actingParts(text)).toEqual([])
    expect(JSON.stringify(bodyOf(0))).not.toMatch(/javascript:/)
  })
})

/** Angle brackets that are neither a time of ours nor a link to a web address, and entities that were cut in half. */
function actingParts(text: string): readonly string[] {
  const rest = text
    .replace(/<!date\^\d+\^[^|<>]+\|[\d:]+ UTC[^|<>]*>/g, '')
    .replace(/<https?:\/\/[^|<>\s]+\|[^|<>]*>/g, '')
    .replace(/&(amp|lt|gt);/g, '')
  return rest.match(/[<>&].{0,10}/g) ?? []
}
