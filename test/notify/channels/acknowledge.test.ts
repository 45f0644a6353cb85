import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defined, Secret } from '../../../src/core/index.ts'
import { appriseBody } from '../../../src/notify/channels/apprise.ts'
import { discordBody } from '../../../src/notify/channels/discord.ts'
import { emailMessage } from '../../../src/notify/channels/email-message.ts'
import { LIMITS } from '../../../src/notify/channels/limits.ts'
import { ntfyBody } from '../../../src/notify/channels/ntfy.ts'
import { pagerdutyEvent } from '../../../src/notify/channels/pagerduty.ts'
import { slackMessage } from '../../../src/notify/channels/slack-message.ts'
import { teamsBody } from '../../../src/notify/channels/teams.ts'
import { telegramText } from '../../../src/notify/channels/telegram.ts'
import { webhookBody } from '../../../src/notify/channels/webhook-body.ts'
import { foldAlerts } from '../../../src/notify/fold/fold-alerts.ts'
import type { Message } from '../../../src/notify/fold/message.ts'
import { previewPayload } from '../../../src/notify/shown/payload.ts'
import { bytesOf, CUT_MARK } from '../../../src/notify/text/fitted.ts'
import { HOSTILE_WORDS } from '../../contract/channel-alerts.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

const URL = `https://status.example.org/ack/dwa${'0a'.repeat(32)}`
const OPENED: Message = onlyAlert(LOGIN_DOWN)
const LINKED: Message = { ...OPENED, acknowledge: [{ text: 'Acknowledge', url: URL }] }
const topic = new Secret('TOPIC', 'a-topic')
const MAIL = { from: 'doorwatch@example.org', to: ['ops@example.org'] }

/** What each channel sends of a message, as text. */
const PAYLOADS: Readonly<Record<string, (message: Message) => string>> = {
  slack: (message) => JSON.stringify(slackMessage(message)),
  teams: (message) => JSON.stringify(teamsBody(message)),
  discord: (message) => JSON.stringify(discordBody(message)),
  telegram: telegramText,
  pagerduty: (message) => JSON.stringify(pagerdutyEvent(message, 'key')),
  ntfy: (message) => JSON.stringify(ntfyBody(message, topic)),
  apprise: (message) => JSON.stringify(appriseBody(message)),
  webhook: (message) => JSON.stringify(webhookBody(message)),
  'mail as text': (message) => String(emailMessage(message, MAIL).text),
  'mail as a page': (message) => String(emailMessage(message, MAIL).html),
}

describe('the link that acknowledges', () => {
  it.each(Object.entries(PAYLOADS))('is in what %s sends once, and in none without it', (_, payload) => {
    expect(payload(LINKED).split(URL)).toHaveLength(2)
    expect(payload(OPENED)).not.toMatch(/acknowledge/i)
  })

  it('is a link or button of each service', () => {
    expect(slackMessage(LINKED).attachments?.[0]?.blocks).toContainEqual(
      expect.objectContaining({
        text: expect.objectContaining({ text: expect.stringContaining(`<${URL}|Acknowledge>`) }),
      }),
    )
    expect(teamsBody(LINKED).attachments[0]?.content.actions[0]).toEqual({
      ...{ type: 'Action.OpenUrl', title: 'Acknowledge', url: URL },
    })
    expect(discordBody(LINKED).embeds[0]?.description).toMatch(/\n\[Acknowledge\]\(https:\/\/\S+\)$/)
    expect(telegramText(LINKED)).toMatch(/\nAcknowledge: https:\S+$/)
    expect(ntfyBody(LINKED, topic)).toMatchObject({ actions: [{ action: 'view', label: 'Acknowledge', url: URL }] })
    expect(pagerdutyEvent(LINKED, 'key').links[0]).toEqual({ href: URL, text: 'Acknowledge' })
    expect(appriseBody(LINKED).body).toMatch(/\nAcknowledge: https:\S+$/)
    expect(emailMessage(LINKED, MAIL).html).toMatch(new RegExp(`<a[^>]* href="${URL}"[^>]*>\\s*Acknowledge\\s*</a>`))
  })

  it('stands in a mail right below since when and what to do, above the details', () => {
    const actions = [{ workflow: 'code review', text: 'Switch to openai/cli' }]
    const html = String(emailMessage({ ...LINKED, actions }, MAIL).html)
    const [since = '', detail = ''] = OPENED.lines
    const order = [since, 'Switch to openai/cli', URL, detail, 'class="s-down"'].map((text) => html.indexOf(text))
    expect(order).not.toContain(-1)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it('is a field of the body of a webhook, and in no other field', () => {
    const { acknowledgeUrl, ...rest } = webhookBody(LINKED)
    expect(acknowledgeUrl).toBe(URL)
    expect(JSON.stringify(rest)).not.toContain('/ack/')
  })

  it('is with each incident that a webhook or PagerDuty gets in a message about many', () => {
    const other = {
      ...OPENED,
      key: 'other:opened',
      target: 'other',
      ...(OPENED.incident ? { incident: { ...OPENED.incident, name: 'other' } } : {}),
    }
    const folded = foldAlerts('folded:2:x', [OPENED, other])
    const parts = folded.parts?.map((part, nth) => ({
      ...part,
      acknowledge: [{ text: 'Acknowledge', url: `${URL}${nth}` }],
    }))
    const digest: Message = {
      ...folded,
      ...defined({ parts }),
      acknowledge: [{ text: 'Acknowledge other', url: URL }],
    }
    const body = webhookBody(digest)
    expect([body.acknowledgeUrl, body.alerts?.map((one) => one.acknowledgeUrl)]).toEqual([
      undefined,
      [`${URL}0`, `${URL}1`],
    ])
    expect(parts?.map((part) => pagerdutyEvent(part, 'key').links[0]?.href)).toEqual([`${URL}0`, `${URL}1`])
  })

  it('is in no preview: an alert as it is stored has none', () => {
    for (const kind of [
      'slack',
      'email',
      'webhook',
      'teams',
      'discord',
      'telegram',
      'pagerduty',
      'ntfy',
      'apprise',
    ] as const) {
      expect(JSON.stringify(previewPayload({ kind }, OPENED))).not.toMatch(/\/ack\/|acknowledge/i)
    }
  })

  it('is left out rather than cut where it is too long or no address', () => {
    for (const url of [
      `https://x.example/${'y'.repeat(500)}`,
      'javascript:alert(1)',
      'https://x.example/a b',
      'ftp://x/',
    ]) {
      for (const payload of Object.values(PAYLOADS)) {
        expect(payload({ ...OPENED, acknowledge: [{ text: 'Acknowledge', url }] })).toBe(payload(OPENED))
      }
    }
  })
})

const words = fc.array(fc.oneof(fc.constantFrom(...HOSTILE_WORDS, '界', '🚪', '*_~`|'), fc.string({ maxLength: 20 })), {
  maxLength: 40,
})
const long = fc.tuple(words, fc.integer({ min: 1, max: 20 })).map(([parts, times]) => parts.join(' ').repeat(times))
const scene: fc.Arbitrary<Message> = fc
  .record({
    lines: fc.array(long, { maxLength: 30 }),
    links: fc.array(fc.record({ text: long, url: fc.oneof(long, fc.webUrl()) }), { maxLength: 5 }),
    acknowledge: fc
      .array(fc.record({ text: long, path: fc.webPath() }), { maxLength: 2 })
      .map((more) => [
        { text: 'Acknowledge', url: URL },
        ...more.map(({ text, path }) => ({ text, url: `https://x.example${path}` })),
      ]),
  })
  .map((more) => ({ ...OPENED, ...more }))

describe('the link that acknowledges in a message of any size', () => {
  it.each(Object.entries(PAYLOADS))('is whole in what %s sends', (_, payload) => {
    fc.assert(
      fc.property(scene, (message) => {
        expect(payload(message)).toContain(URL)
      }),
      propertyRuns(60),
    )
  })

  it('leaves every message within the limits of its service, and marks what is cut for it', () => {
    fc.assert(
      fc.property(scene, (message) => {
        expect(telegramText(message).length).toBeLessThanOrEqual(LIMITS.telegram.text)
        expect(discordBody(message).embeds[0]?.description.length).toBeLessThanOrEqual(LIMITS.discord.description)
        expect(bytesOf(ntfyBody(message, topic).message)).toBeLessThanOrEqual(LIMITS.ntfy.messageBytes)
        expect(ntfyBody(message, topic).actions?.length).toBeLessThanOrEqual(LIMITS.ntfy.actions)
        expect(appriseBody(message).body.length).toBeLessThanOrEqual(LIMITS.apprise.body)
        expect(bytesOf(JSON.stringify(teamsBody(message)))).toBeLessThanOrEqual(LIMITS.teams.bytes)
        const blocks = slackMessage(message).attachments?.[0]?.blocks ?? []
        for (const { text } of blocks as readonly { readonly text?: { readonly text: string } }[]) {
          expect(text?.text.length ?? 0).toBeLessThanOrEqual(LIMITS.slack.section)
        }
      }),
      propertyRuns(100),
    )
    const lines = Array.from({ length: 30 }, () => 'x'.repeat(500))
    expect(telegramText({ ...LINKED, lines })).toContain(`${CUT_MARK}\nAcknowledge: ${URL}`)
  })
})
