import { describe, expect, it } from 'vitest'
import type { AlertView } from '../../../dashboards/model/model.ts'
import { Alerts } from '../../../dashboards/parts/alerts.tsx'
import { ChannelStates } from '../../../dashboards/parts/channel-states.tsx'
import { alertsHeadline } from '../../../dashboards/words/alerts-headline.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { alert, HOSTILE, html, links, NOW, text, view } from '../kit.ts'

type Delivery = AlertView['deliveries'][number]

const delivery = (changes: Partial<Delivery>): Delivery => ({
  ...{ channel: 'slack', state: 'pending', attempts: 0, dueAt: NOW },
  ...changes,
})
const section = (alerts: readonly AlertView[], look = {}) => Alerts({ alerts, view: view(look) })
const render = (changes: Partial<Delivery>) => text(section([alert({ deliveries: [delivery(changes)] })]))

describe('the alerts of a range', () => {
  it('say when, what and how they were delivered', () => {
    expect(text(section([alert()]))).toContain('20:05 opened claude: Login is DOWN sent to slack at 20:05:00')
  })

  it('link to the sent messages only on a live page', () => {
    expect(links(section([]))).toEqual(['/alerts'])
    expect(links(section([], { live: false }))).toEqual([])
    expect(text(section([]))).toContain('No alert in this time.')
  })

  it.each<readonly [Partial<Delivery>, string]>([
    [{ state: 'sent', attempts: 3, sentAt: NOW }, 'sent to slack at 21:05:00, attempt 3'],
    [{ state: 'sent', attempts: 1 }, 'sent to slack'],
    [{ state: 'sent', attempts: 1, error: '1 of 2 refused' }, 'sent to slack partly delivered: 1 of 2 refused'],
    [{ state: 'dead', attempts: 1, error: 'HTTP 404' }, 'failed: slack after 1 attempt: HTTP 404'],
    [{ state: 'dead', attempts: 9 }, 'failed: slack after 9 attempts'],
    [{}, 'queued for slack'],
    [{ attempts: 2, error: 'HTTP 503' }, 'queued for slack, 2 failed attempts: HTTP 503'],
    [{ heldUntil: NOW + HOUR }, 'held for slack until 22:05'],
    [{ heldUntil: NOW - 1 }, 'queued for slack'],
  ])('say what became of each delivery: %j', (changes, words) => {
    expect(render(changes)).toContain(words)
  })

  it('say why one was not sent at all', () => {
    expect(text(section([alert({ deliveries: [], undelivered: 'muted' })]))).toContain('not sent: muted')
  })

  it('fold those beyond eight', () => {
    const many = Array.from({ length: 10 }, () => alert())
    expect(text(section(many))).toContain('2 earlier alerts')
    expect(html(section(many.slice(0, 8)))).not.toContain('<details')
  })

  it('show what others wrote as text', () => {
    const hostile = alert({
      headline: HOSTILE,
      deliveries: [delivery({ channel: HOSTILE, error: HOSTILE, attempts: 1 })],
    })
    expect(html(section([hostile]))).not.toContain('<img')
  })
})

describe('the channels', () => {
  const waiting = { count: 2, since: NOW - 5 * MINUTE }

  it('are absent where no channel is configured', () => {
    expect(ChannelStates({ channels: [], view: view() })).toBeNull()
  })

  it('that are calm have a line each with their last message and what is held', () => {
    const channels = [
      { name: 'slack', kind: 'slack' as const, lastSentAt: NOW - HOUR },
      { name: 'night', kind: 'email' as const, held: { count: 1, until: NOW + 8 * HOUR } },
      { name: 'former' },
    ]
    const output = text(ChannelStates({ channels, view: view() }))
    expect(output).toContain('slack last message 20:05')
    expect(output).toContain('night (E-mail) nothing sent yet, 1 alert held until 24 Nov, 05:05')
    expect(output).toContain('former nothing sent yet')
  })

  it('that have alerts waiting say why, and when it is tried again', () => {
    const retry = { at: NOW + 30_000, reason: 'HTTP 503' }
    const output = ChannelStates({ channels: [{ name: 'hook', waiting: { ...waiting, retry } }], view: view() })
    expect(text(output)).toBe(
      'hook has alerts waiting HTTP 503 2 alerts wait, the oldest for 5 min. Next attempt at 21:05:30.',
    )
    expect(html(output)).toContain('class="channel is-waiting"')
    expect(text(ChannelStates({ channels: [{ name: 'hook', waiting }], view: view() }))).toBe(
      'hook has alerts waiting 2 alerts wait, the oldest for 5 min.',
    )
  })
})

describe('the headline of the alerts', () => {
  const refusal = { since: NOW, reason: 'r', retryAt: NOW }
  const headline = (channels: object[], messages: object[] = [{}]) =>
    alertsHeadline({ at: NOW, filter: {}, page: 1, isMore: false, channels, messages } as never)

  it.each([
    [[], { text: 'No channel for alerts.', standing: 'waiting' }],
    [[{ name: 'a', lastSentAt: 1 }], { text: 'No alert waits.', standing: 'operational' }],
    [
      [{ name: 'a', waiting: { count: 1, since: 1 } }],
      { text: '1 alert waits to be delivered.', standing: 'degraded' },
    ],
    [
      [
        { name: 'a', waiting: { count: 1, since: 1 } },
        { name: 'b', waiting: { count: 3, since: 1 } },
      ],
      { text: '4 alerts wait to be delivered.', standing: 'degraded' },
    ],
    [[{ name: 'a', waiting: { count: 9, since: 1, refusal } }], { text: 'a refuses alerts.', standing: 'down' }],
    [
      ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, waiting: { count: 1, since: 1, refusal } })),
      { text: 'a, b, c and 2 more refuse alerts.', standing: 'down' },
    ],
  ])('names what does not work, the worst first: %j', (channels, expected) => {
    expect(headline(channels)).toEqual(expected)
  })

  it('says that none was sent yet, where no channel ever had one', () => {
    expect(headline([{ name: 'a' }], [])).toEqual({ text: 'No alert was sent yet.', standing: 'waiting' })
  })
})
