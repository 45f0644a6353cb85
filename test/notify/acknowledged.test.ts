import { describe, expect, it } from 'vitest'
import { type Acknowledgement, MINUTE } from '../../src/core/index.ts'
import { discordBody } from '../../src/notify/channels/discord.ts'
import { emailMessage } from '../../src/notify/channels/email-message.ts'
import { slackMessage } from '../../src/notify/channels/slack-message.ts'
import { teamsBody } from '../../src/notify/channels/teams.ts'
import { telegramText } from '../../src/notify/channels/telegram.ts'
import type { PlanInput } from '../../src/notify/index.ts'
import { HOSTILE_WORDS } from '../contract/channel-alerts.ts'
import {
  entry,
  HTTP_500,
  incident,
  input,
  LOGIN_RECOVERED,
  NOW,
  onlyAlert,
  part,
  surface,
  surfacesWith,
  verdict,
} from './kit.ts'

const ANA: Acknowledgement = { at: NOW + MINUTE, by: 'Ana', via: 'link' }
const LINE = 'Acknowledged by Ana at 21:06:12 UTC on Mon 23 Nov 2026'
const MAIL = { from: 'doorwatch@example.org', to: ['ops@example.org'] }
const CHANGED = input({
  now: NOW + 2 * MINUTE,
  surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'down', HTTP_500)),
  verdict: verdict({
    incident: {
      incident: incident([part('login', 'down'), part('chat', 'down')]),
      entries: [{ ...entry('joined', 'chat is down as well', 'chat'), from: 'operational', to: 'down' }],
    },
  }),
})
const CLOSED = input({
  verdict: verdict({
    incident: {
      incident: incident([part('login', 'down')], { resolvedAt: NOW + 2 * MINUTE, closed: 'planned work' }),
      entries: [entry('resolved', 'closed: planned work')],
    },
  }),
})
const FOLLOWING: readonly (readonly [string, PlanInput])[] = [
  ['change', CHANGED],
  ['recovery', LOGIN_RECOVERED],
  ['end by hand', CLOSED],
]

const named = (scene: PlanInput, more: Partial<Acknowledgement> = {}) =>
  onlyAlert({ ...scene, acknowledgement: { ...ANA, ...more } })

describe('the alert that follows an acknowledgement', () => {
  it.each(FOLLOWING)('of a %s says who acknowledged when, and why', (_, scene) => {
    expect(named(scene).lines).toContain(`${LINE}.`)
    expect(named(scene, { reason: 'calling the provider' }).lines).toContain(`${LINE}: calling the provider.`)
  })

  it.each(FOLLOWING)('of a %s says nothing without one', (_, scene) => {
    expect(onlyAlert(scene).lines.join(' ')).not.toContain('Acknowledged by')
  })
})

describe('a hostile name or reason in an acknowledgement', () => {
  const hostile = HOSTILE_WORDS.flatMap((word) => [
    ['name', named(LOGIN_RECOVERED, { by: word })] as const,
    ['reason', named(LOGIN_RECOVERED, { reason: word })] as const,
  ])

  it.each(hostile)('is one line of an alert, without control characters: %s', (_, alert) => {
    const lines = alert.lines.filter((line) => line.startsWith('Acknowledged by'))
    expect(lines).toHaveLength(1)
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  })

  it.each(hostile)('sends no notification and no link in Slack: %s', (_, alert) => {
    const text = JSON.stringify(slackMessage(alert))
    expect(text).toContain('Acknowledged by')
    expect(text).not.toMatch(/<!(?!date\^)|<@|<https:\/\/evil/)
  })

  it.each(hostile)('is no element of the page of a mail, and no header: %s', (_, alert) => {
    const { html, headers, subject } = emailMessage(alert, MAIL)
    expect(html).toContain('Acknowledged by')
    expect(html).not.toMatch(/<script|<img/i)
    expect(JSON.stringify({ headers, subject })).not.toContain('victim')
  })

  it.each(hostile)('adds no formatting and no mention in Discord, Teams and Telegram: %s', (_, alert) => {
    const discord = discordBody(alert)
    expect(discord.allowed_mentions).toEqual({ parse: [] })
    for (const text of [JSON.stringify(discord), JSON.stringify(teamsBody(alert))]) {
      expect(text).toContain('Acknowledged by')
      expect(text).not.toMatch(/[^\\]\*bold\*|[^\\]`code`/)
    }
    expect(telegramText(alert)).toContain('Acknowledged by')
  })
})
