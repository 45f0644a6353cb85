import { describe, expect, it } from 'vitest'
import { alertsDocument, alertsPolicyText } from '../../dashboards/alerts-page.tsx'
import type { AlertsPageModel, MessageView } from '../../dashboards/model/alerts-page.ts'
import { alertsHeadline } from '../../dashboards/words/alerts-headline.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { HOSTILE, links, NOW, text, view } from './kit.ts'

const message = (changes: Partial<MessageView> = {}): MessageView => ({
  ...{ key: 'claude-1:opened', channel: 'slack', kind: 'opened', streams: ['claude-1'], alerts: 1, stage: 'visible' },
  ...{ at: NOW - HOUR, attempts: 1, triedAt: NOW - HOUR + 900, reachedAt: NOW - HOUR + 900, acknowledged: [] },
  shown: {
    ...{ service: 'slack', tone: 'down', title: 'claude: login is DOWN', paragraphs: ['HTTP 500'] },
    ...{ fields: [], links: [] },
  },
  ...changes,
})

const model = (changes: Partial<AlertsPageModel> = {}): AlertsPageModel => ({
  ...{ at: NOW, channels: [{ name: 'slack', kind: 'slack', lastSentAt: NOW - HOUR }], messages: [message()] },
  ...{ filter: {}, page: 1, isMore: false },
  ...changes,
})

const draw = (changes: Partial<AlertsPageModel> = {}) => alertsDocument(model(changes), view({ live: false }))
const read = (changes: Partial<AlertsPageModel> = {}) =>
  text(draw(changes).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

const waiting = (count: number) => ({ name: 'mail', waiting: { count, since: NOW - MINUTE } })
const refusing = (name: string) => ({
  name,
  waiting: {
    ...{ count: 2, since: NOW - HOUR },
    refusal: { since: NOW - HOUR, reason: 'HTTP 404 no_service', retryAt: NOW + HOUR },
  },
})

describe('the headline of the sent messages', () => {
  it.each([
    [{ channels: [refusing('slack'), waiting(3)] }, 'slack refuses alerts.', 'down'],
    [{ channels: ['a', 'b', 'c', 'd', 'e'].map(refusing) }, 'a, b, c and 2 more refuse alerts.', 'down'],
    [{ channels: [waiting(1)] }, '1 alert waits to be delivered.', 'degraded'],
    [{ channels: [waiting(1), waiting(2)] }, '3 alerts wait to be delivered.', 'degraded'],
    [{ channels: [] }, 'No channel for alerts.', 'waiting'],
    [{ channels: [{ name: 'slack' }], messages: [] }, 'No alert was sent yet.', 'waiting'],
    [{}, 'No alert waits.', 'operational'],
  ])('names the worst first (%#): %s', (changes, words, standing) => {
    expect(alertsHeadline(model(changes))).toEqual({ text: words, standing })
  })
})

describe('a message on the page of the sent messages', () => {
  it('says when it was planned and got there, and what it is about', () => {
    expect(read()).toContain('Visible slack, opened planned 20:05:00 there 20:05:00 claude-1')
    expect(draw()).toContain('<li class="message" id="claude-1:opened">')
  })

  it('says how often it was tried, and why it failed', () => {
    const { reachedAt: _, ...unsent } = message({ stage: 'refused', attempts: 3, error: 'HTTP 404 no_service' })
    const output = read({ messages: [unsent] })
    expect(output).toContain('Refused slack, opened planned 20:05:00 last tried 20:05:00 3 attempts claude-1')
    expect(output).toContain('HTTP 404 no_service')
    expect(read({ messages: [{ ...unsent, attempts: 1 }] })).toContain('1 attempt ')
    expect(read()).not.toContain('attempt')
  })

  it('counts folded alerts, and the incidents beyond three', () => {
    const streams = ['i1', 'i2', 'i3', 'i4', 'i5']
    const output = read({ messages: [message({ alerts: 12, streams })] })
    expect(output).toContain('12 alerts in one message i1 i2 i3 and 2 more')
  })

  it('says who acknowledged, and of which incident where there are several', () => {
    const acknowledged = [{ incident: 'i1', by: 'Ana', at: NOW - MINUTE }]
    expect(read({ messages: [message({ acknowledged })] })).toContain('acknowledged by Ana at 21:04')
    expect(read({ messages: [message({ acknowledged, streams: ['i1', 'i2'] })] })).toContain('i1 acknowledged by Ana')
  })
})

describe('the filter and the pages of messages', () => {
  it('keep the filter from page to page', () => {
    const filter = { channel: 'ops & co', incident: 'claude-1' }
    expect(links(draw({ filter, page: 2, isMore: true }))).toEqual(
      expect.arrayContaining([
        '/alerts?channel=ops+%26+co&incident=claude-1',
        '/alerts?channel=ops+%26+co&incident=claude-1&page=3',
      ]),
    )
    expect(read({ page: 2 })).toContain('NewerPage 2')
    expect(read()).not.toContain('Page 1')
  })

  it('offer a selected channel that is not in the configuration any more', () => {
    expect(draw({ filter: { channel: 'gone' } })).toContain('<option value="gone" selected="">gone</option>')
  })

  it.each([
    [{ filter: { incident: 'x' } }, 'No message matches. Show all'],
    [{ page: 9 }, 'No message matches. Show all'],
    [{ channels: [] }, 'No channel is configured, so alerts are shown on the front page and the terminal only.'],
    [{}, 'Try the channels with doorwatch alerts test.'],
  ])('say what to do where there is no message: %j', (changes, words) => {
    expect(read({ messages: [], ...changes })).toContain(words)
  })
})

describe('the page of the sent messages', () => {
  it('loads nothing, and sends its form to this server only', () => {
    expect(alertsPolicyText()).toMatch(/^default-src 'none'; .*form-action 'self'; frame-ancestors 'none'$/)
    expect(draw()).not.toMatch(/<script|<img/)
  })

  it('says of each channel what waits, with the reason and what to do', () => {
    const output = read({
      channels: [refusing('slack'), { ...waiting(2), kind: 'email' }, { name: 'hook', kind: 'webhook' }],
    })
    expect(output).toContain(
      'slack refuses alerts since 20:05, 1 h HTTP 404 no_service 2 alerts wait, the oldest for 1 h.',
    )
    expect(output).toContain('Next attempt at 22:05; at once with doorwatch alerts test slack.')
    expect(output).toContain('mail (E-mail) has alerts waiting 2 alerts wait, the oldest for 1 min.')
    expect(output).toContain('hook (Webhook) nothing sent yet')
  })

  it('escapes text from outside', () => {
    const shown = { ...message().shown, title: HOSTILE, paragraphs: [HOSTILE], fields: [HOSTILE] }
    const hostile = draw({
      ...{ channels: [refusing(HOSTILE)], filter: { channel: HOSTILE, incident: HOSTILE } },
      messages: [message({ channel: HOSTILE, streams: [HOSTILE], error: HOSTILE, key: HOSTILE, shown })],
    })
    expect(hostile).not.toContain('<img')
  })
})
