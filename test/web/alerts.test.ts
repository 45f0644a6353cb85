import { afterEach, describe, expect, it } from 'vitest'
import type { MessageView } from '../../dashboards/model/alerts-page.ts'
import { type AlertRecord, type IncidentRecord, MINUTE, SECOND } from '../../src/core/index.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { NOW } from '../support/scenarios.ts'
import { EVERY_CHANNEL, SENT_INCIDENT, sentEverywhere, sentMessage } from '../support/sent-messages.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

async function start(data: HistoryData = sentEverywhere(), drawing = EVERY_CHANNEL) {
  const board = await startTestDashboard(data, { drawing })
  boards.push(board)
  const page = async (path = '/alerts') => {
    const answer = await fetch(`${board.url}${path}`)
    return { status: answer.status, text: await answer.text(), headers: answer.headers }
  }
  return { url: board.url, page }
}

/** 1,000 alerts with a message each. */
function thousand(): HistoryData {
  const [first] = sentEverywhere().alerts as readonly [AlertRecord]
  const alerts = Array.from({ length: 1_000 }, (_, index) => ({
    ...first,
    key: `incident-${index}:opened`,
    incident: undefined as never,
    headline: `login is DOWN, number ${index}`,
    at: NOW - index * SECOND,
  }))
  return { ...NO_HISTORY, alerts, messages: alerts.map((alert) => sentMessage('ops-slack', [alert])) }
}

describe('the alerts page', () => {
  it('draws each message as its service shows it, with channel, stage and incident', async () => {
    const { text } = await (await start()).page()
    for (const { kind } of EVERY_CHANNEL.channels) expect(text).toContain(`drawn as-${kind} tone-`)
    expect(text).toContain('class="stage is-visible"')
    expect(text).toContain('class="stage is-refused"')
    expect(text).toContain(`/alerts?incident=${SENT_INCIDENT}`)
    expect(text).toContain('2 alerts in one message')
  })

  it('puts the channel that refuses alerts first, with reason, next attempt and what to do', async () => {
    const { text } = await (await start()).page()
    expect(text).toContain('<h1 id="headline">ops-slack refuses alerts.</h1>')
    expect(text.indexOf('channel is-refused')).toBeLessThan(text.indexOf('channel is-waiting'))
    expect(text).toContain('put its address into SLACK_WEBHOOK_URL')
    expect(text).toContain('doorwatch alerts test ops-slack')
    expect(text).toContain('email: connection refused')
  })

  it('filters by channel and incident, both kept in the address and in the form', async () => {
    const { page } = await start()
    const output = (await page('/alerts?channel=discord')).text
    expect(output.match(/class="message"/g)).toHaveLength(2)
    expect(output).toContain('<option value="discord" selected="">')
    expect(output).toContain(`/alerts?channel=discord&amp;incident=${SENT_INCIDENT}`)
    expect(
      (await page(`/alerts?incident=${SENT_INCIDENT}&channel=apprise`)).text.match(/class="message"/g),
    ).toHaveLength(1)
    expect((await page('/alerts?incident=none')).text).toContain('No message matches.')
    expect((await page('/alerts?channel=&incident=')).text).not.toContain('Show all</a></p></form>')
  })

  it('shows forty of a thousand alerts, older ones behind a link', async () => {
    const { page } = await start(thousand())
    const { text } = await page()
    expect(text.match(/class="message"/g)).toHaveLength(40)
    expect(text).toContain('href="/alerts?page=2"')
    expect((await page('/alerts?page=25')).text).not.toContain('rel="next"')
    expect((await page('/alerts?page=26')).text).toContain('No message matches.')
  })

  it('marks the messages of an incident that was acknowledged, with name and time', async () => {
    const data = sentEverywhere()
    const [opened] = data.alerts as readonly [AlertRecord]
    const at = opened.at + MINUTE
    const acknowledgement = { at, by: 'Ana <on call>', via: 'link' } as const
    const acknowledged = { ...opened.incident, timeline: [], acknowledgement } as IncidentRecord
    const { page } = await start({ ...data, incidents: [acknowledged] })
    expect((await page()).text).toContain('acknowledged by <bdi>Ana &lt;on call&gt;</bdi>')
    const { messages } = JSON.parse((await page('/api/alerts')).text) as { messages: MessageView[] }
    for (const { streams, acknowledged: marks } of messages) {
      const expected = streams.includes(SENT_INCIDENT) ? [{ incident: SENT_INCIDENT, by: 'Ana <on call>', at }] : []
      expect(marks).toEqual(expected)
    }
    expect((await (await start(data)).page()).text).not.toContain('acknowledged by')
  })

  it('needs no script, and allows none', async () => {
    const { text, headers } = await (await start()).page()
    expect(text).not.toMatch(/<script|\son\w+=|\sstyle="/)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).not.toContain('script-src')
  })

  it('escapes hostile text in every field', async () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    const data = sentEverywhere()
    const alerts = data.alerts.map((alert) => ({
      ...alert,
      headline: hostile,
      lines: [hostile],
      links: [{ text: hostile, url: `javascript:${hostile}` }],
    }))
    const messages = (data.messages ?? []).map((message) => ({ ...message, lastError: hostile }))
    const { page } = await start({ ...data, alerts, messages })
    const { text } = await page(`/alerts?channel=${encodeURIComponent(hostile)}`)
    const all = text + (await page()).text
    expect(all).not.toMatch(/<script|<img|href="javascript:/)
    expect(all).toContain('&lt;script&gt;')
  })

  it('is not the only page with trouble: the front page says why the dead-man switch is not pinged', async () => {
    const deadMan = { since: NOW - 5 * MINUTE, why: 'it answered HTTP 404 <b>' }
    const live = { snapshot: () => ({ probes: [], deadMan }), subscribe: () => () => {} }
    const board = await startTestDashboard(NO_HISTORY, { live })
    boards.push(board)
    const page = await (await fetch(board.url)).text()
    expect(page).toContain('The dead-man switch is not pinged since')
    expect(page).toContain('Reason: <bdi>it answered HTTP 404 &lt;b&gt;</bdi>.')
    const status = (await (await fetch(`${board.url}/api/status`)).json()) as { deadMan?: unknown }
    expect(status.deadMan).toEqual(deadMan)
    expect(await (await fetch((await start(NO_HISTORY)).url)).text()).not.toContain('dead-man switch')
  })

  it('is linked from the front page, which names a channel that refuses alerts', async () => {
    const { page } = await start()
    const front = (await page('/')).text
    expect(front).toContain('href="/alerts"')
    expect(front.match(/channel is-refused/g)).toHaveLength(1)
    expect(front).toContain('put its address into SLACK_WEBHOOK_URL')
    expect((await (await start(NO_HISTORY)).page('/')).text).not.toContain('class="channels front-channels"')
  })

  it('says what to do where nothing was sent, and where no channel is configured', async () => {
    const fresh = await (await start(NO_HISTORY)).page()
    expect(fresh.text).toContain('No alert was sent yet.')
    expect(fresh.text).toContain('doorwatch alerts test')
    const none = await (await start(NO_HISTORY, { ...EVERY_CHANNEL, channels: [] })).page()
    expect(none.text).toContain('No channel for alerts.')
    expect(none.text).toContain('doorwatch help alerts')
  })

  it('gives the same as JSON, and refuses a page that is no number', async () => {
    const { page } = await start()
    const { messages, channels } = JSON.parse((await page('/api/alerts?channel=email')).text)
    expect(messages).toMatchObject([{ channel: 'email', stage: 'waiting', attempts: 3, shown: { service: 'email' } }])
    expect(channels[0]).toMatchObject({
      name: 'ops-slack',
      waiting: { count: 2, refusal: { reason: expect.any(String) } },
    })
    expect((await page('/api/alerts?page=x')).status).toBe(400)
  })
})
