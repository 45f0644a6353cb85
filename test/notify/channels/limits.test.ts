import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { appriseBody } from '../../../src/notify/channels/apprise.ts'
import { discordBody } from '../../../src/notify/channels/discord.ts'
import { LIMITS } from '../../../src/notify/channels/limits.ts'
import { ntfyBody } from '../../../src/notify/channels/ntfy.ts'
import { pagerdutyEvent } from '../../../src/notify/channels/pagerduty.ts'
import { slackMessage } from '../../../src/notify/channels/slack-message.ts'
import { teamsBody } from '../../../src/notify/channels/teams.ts'
import { telegramText } from '../../../src/notify/channels/telegram.ts'
import { bytesOf, CUT_MARK } from '../../../src/notify/text/fitted.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'
import { CROWD, HEADLINE, scenes } from './scenes.ts'

interface SlackSection {
  readonly type: string
  readonly text?: { readonly text: string }
  readonly fields?: readonly { readonly text: string }[]
}

const secret = new Secret('TOPIC', 'a-topic')

/** Every text in blocks of Slack, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  )
}

/** Fails where a body lacks one of the surfaces without the mark that it was cut. */
function expectAllOrMark(text: string): void {
  const isWhole = CROWD.surfaces.every(({ surface: name }) => text.replaceAll('\\', '').includes(name))
  expect(isWhole || text.replaceAll('\\', '').includes(CUT_MARK)).toBe(true)
}

describe('a cut', () => {
  it('is marked by every channel', () => {
    const ntfy = ntfyBody(CROWD, secret).message
    const bodies = [discordBody(CROWD), telegramText(CROWD), ntfy, teamsBody(CROWD), pagerdutyEvent(CROWD, 'key')]
    for (const body of [...bodies, appriseBody(CROWD), slackMessage(CROWD)]) expectAllOrMark(JSON.stringify(body))
  })

  it.each([
    ['a fourth link', Array.from({ length: 4 }, (_, nth) => ({ text: 'x', url: `https://a.example/${nth}` }))],
    ['a link too long to be whole', [{ text: 'x', url: `https://a.example/${'x'.repeat(600)}` }]],
  ])('of %s is marked in Slack', (_what, links) => {
    expect(JSON.stringify(slackMessage({ ...onlyAlert(LOGIN_DOWN), links }))).toContain(CUT_MARK)
  })

  it('is not marked in Slack where only an address that is none is left out', () => {
    const links = [{ text: 'x', url: 'javascript:alert(1)' }]
    expect(JSON.stringify(slackMessage({ ...onlyAlert(LOGIN_DOWN), links }))).not.toContain(CUT_MARK)
  })

  it('of costs is counted', () => {
    const cost = ['GBP', 'USD', 'EUR', 'CHF', 'SEK', 'NOK'].map((currency) => ({ amount: 1, currency }))
    expect(telegramText({ ...onlyAlert(LOGIN_DOWN), impact: { affected: 'all', cost } })).toContain('and 2 more.')
  })
})

describe('a message of any size', () => {
  it('stays within what Discord takes, with its headline', () => {
    scenes((scene) => {
      const { content, embeds } = discordBody(scene)
      expect(content).toBe(HEADLINE)
      expect(content.length).toBeLessThanOrEqual(LIMITS.discord.content)
      const total = embeds.reduce((sum, { description }) => sum + description.length, 0)
      expect(total).toBeLessThanOrEqual(LIMITS.discord.embeds)
      for (const { description } of embeds) expect(description.length).toBeLessThanOrEqual(LIMITS.discord.description)
    })
  })

  it('stays within what Telegram takes, with its headline, and says where it was cut', () => {
    scenes((scene) => {
      const text = telegramText(scene)
      expect(text.length).toBeLessThanOrEqual(LIMITS.telegram.text)
      expect(text.split('\n')[0]).toContain(HEADLINE)
    })
    const many = { ...onlyAlert(LOGIN_DOWN), lines: Array.from({ length: 30 }, () => 'x'.repeat(500)) }
    expect(telegramText(many).endsWith(CUT_MARK)).toBe(true)
  })

  it('stays within the bytes that ntfy shows as a message, whatever letters it has', () => {
    scenes((scene) => {
      const { message: text, title } = ntfyBody(scene, secret)
      expect(bytesOf(text)).toBeLessThanOrEqual(LIMITS.ntfy.messageBytes)
      expect(bytesOf(title)).toBeLessThanOrEqual(LIMITS.ntfy.titleBytes)
      expect(text.startsWith(HEADLINE)).toBe(true)
    })
  })

  it('stays within the bytes of a whole request to Teams, with its headline', () => {
    scenes((scene) => {
      const body = teamsBody(scene)
      expect(bytesOf(JSON.stringify(body))).toBeLessThanOrEqual(LIMITS.teams.bytes)
      expect(body.attachments[0]?.content.body[0]?.text).toBe(HEADLINE)
    })
  })

  it('names each link in a card of Teams once: as a button, or in its text where it is none', () => {
    const web = (name: string) => ({ text: name, url: `https://doorwatch.example/${name}` })
    const links = [web('a'), web('b'), { text: 'long', url: `https://doorwatch.example/${'x'.repeat(490)}` }, web('d')]
    const acknowledge = [{ text: 'Acknowledge', url: 'https://doorwatch.example/ack' }]
    const card = teamsBody({ ...onlyAlert(LOGIN_DOWN), links, acknowledge }).attachments[0]?.content
    expect(card?.actions.map(({ title }) => title)).toEqual(['Acknowledge', 'a', 'b'])
    const text = card?.body.map((block) => block.text).join('\n')
    expect(text).toMatch(/^long: https:\/\/doorwatch\.example\/x+.*\nd: https:\/\/doorwatch\.example\/d$/m)
    expect(text).not.toMatch(/^(Acknowledge|a|b): /m)
  })

  it('stays within what PagerDuty takes, with its headline as the summary', () => {
    scenes((scene) => {
      const event = pagerdutyEvent(scene, 'key')
      expect(event.payload.summary).toBe(HEADLINE)
      expect(event.dedup_key.length).toBeLessThanOrEqual(LIMITS.pagerduty.dedupKey)
      expect(bytesOf(JSON.stringify(event))).toBeLessThanOrEqual(LIMITS.pagerduty.bytes)
    })
  })

  it('stays within what an apprise API takes', () => {
    scenes((scene) => {
      const { title, body } = appriseBody(scene)
      expect(title).toBe(HEADLINE)
      expect(body.length).toBeLessThanOrEqual(LIMITS.apprise.body)
    })
  })

  it('stays within what Slack takes of blocks, sections and fields, with its headline', () => {
    scenes((scene) => {
      const { blocks = [], attachments = [], text } = slackMessage(scene)
      const all = [...blocks, ...attachments.flatMap((attachment) => attachment.blocks ?? [])]
      expect(all.length).toBeLessThanOrEqual(LIMITS.slack.blocks)
      expect(text).toContain(HEADLINE)
      const fallbacks = attachments.map(({ fallback = '' }) => fallback)
      expect(text.length + fallbacks.join('').length + textsOf(all).join('').length).toBeLessThan(LIMITS.slack.total)
      const fields = (all as readonly SlackSection[]).flatMap((block) => block.fields ?? [])
      if (fields.length < scene.surfaces.length) expect(textsOf(all)).toContain(CUT_MARK)
      for (const block of all as readonly SlackSection[]) {
        if (block.type !== 'section') continue
        expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(LIMITS.slack.section)
        expect(block.fields?.length ?? 0).toBeLessThanOrEqual(LIMITS.slack.fields)
        for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(LIMITS.slack.field)
      }
    })
  })
})
