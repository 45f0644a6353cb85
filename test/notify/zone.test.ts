import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, timeAndDay } from '../../src/core/index.ts'
import { emailMessage } from '../../src/notify/channels/email-message.ts'
import { slackMessage } from '../../src/notify/channels/slack-message.ts'
import { slackLine } from '../../src/notify/channels/slack-text.ts'
import { telegramText } from '../../src/notify/channels/telegram.ts'
import { webhookBody } from '../../src/notify/channels/webhook-body.ts'
import { alertText, type PlanInput } from '../../src/notify/index.ts'
import {
  HTTP_500,
  IMPACT,
  incident,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NOW,
  onlyAlert,
  part,
  surface,
  surfacesWith,
} from './kit.ts'

const inBerlin = (input: PlanInput) => onlyAlert({ ...input, timezone: 'Europe/Berlin' })
const mailOf = (input: PlanInput) => emailMessage(inBerlin(input), { from: 'a@example.org', to: [] })

describe('the times of an alert', () => {
  it('are in its zone with their offset in every text, those of the judge as well', () => {
    const alert = inBerlin(LOGIN_DOWN)
    const texts = [alertText(alert), telegramText(alert), webhookBody(alert).text, String(mailOf(LOGIN_DOWN).text)]
    for (const text of [...texts, String(mailOf(LOGIN_DOWN).html)]) {
      expect(text).toContain('Since 22:04:37 UTC+1 on Mon 23 Nov 2026')
      expect(text).toContain('the first at 22:04:37 UTC+1')
      expect(text).toContain('since 22:04:37 UTC+1')
      expect(text).not.toMatch(/UTC(?!\+1)/)
    }
    expect(webhookBody(alert).timezone).toBe('Europe/Berlin')
  })

  it('are those of the offset that held at each of them, over the end of summer time', () => {
    // 25 October 2026, 02:30 summer time; declared half an hour after the clocks went back.
    const impactAt = Date.UTC(2026, 9, 25, 0, 30)
    const resolvedAt = impactAt + HOUR
    const lasted = incident([part('login', 'operational', { since: impactAt, recoveredAt: resolvedAt })], {
      ...{ impactAt, openedAt: impactAt + MINUTE, resolvedAt },
    })
    const change = LOGIN_RECOVERED.verdict.incident
    if (!change) throw new Error('the fixture has an incident')
    const verdict = { ...LOGIN_RECOVERED.verdict, incident: { ...change, incident: lasted } }
    const text = alertText(inBerlin({ ...LOGIN_RECOVERED, verdict, now: resolvedAt }))
    expect(text).toContain('lasted 1 h: 02:30:00 UTC+2 to 02:30:00 UTC+1 on Sun 25 Oct 2026.')
  })

  it('are in UTC in alerts of earlier releases, which name no zone', () => {
    const { timezone: _, ...alert } = inBerlin(LOGIN_DOWN)
    expect(alertText(alert)).toContain('Since 21:04:37 UTC on Mon 23 Nov 2026')
    expect(JSON.stringify(slackMessage(alert))).toContain('Since 21:04:37 UTC on Mon 23 Nov 2026')
  })
})

describe('a time in Slack', () => {
  const berlin = { at: NOW, timezone: 'Europe/Berlin' }
  const seconds = IMPACT / 1_000

  it('is shown in the reader’s zone wherever it stands, in that of the alert where Slack cannot', () => {
    const text = JSON.stringify(slackMessage(inBerlin(LOGIN_DOWN)))
    const fallback = '22:04:37 UTC+1 on Mon 23 Nov 2026'
    expect(text).toContain(`Since <!date^${seconds}^{date_short_pretty} {time_secs}|${fallback}>`)
    expect(text).toContain(`the first at <!date^${seconds}^{time_secs}|${fallback}>.`)
    expect(text).toContain(`DOWN since <!date^${seconds}^{time_secs}|${fallback}>`)
  })

  it('is escaped around, and a line that would be too long with it keeps it as text, whole entities included', () => {
    expect(slackLine(berlin, `<b> & ${timeAndDay(IMPACT)}`, 600)).toMatch(/^&lt;b&gt; &amp; <!date\^\d+\^/)
    const long = `${'&'.repeat(40)} ${timeAndDay(IMPACT)}`
    expect(slackLine(berlin, long, 100)).toMatch(/^(&amp;)+…$/)
    expect(slackLine(berlin, `full again at 00:00 UTC`, 600)).toBe('full again at 01:00 UTC+1')
  })
})

describe('the runbook of an incident', () => {
  const runbooks = { login: 'https://wiki.example/login', 'sandbox/chat': 'https://wiki.example/chat' }
  const linksOf = (more: Partial<PlanInput>) => onlyAlert({ ...LOGIN_DOWN, ...more, links: {} })

  it('is a link of the alert also without a dashboard that readers reach', () => {
    const { links, runbook } = linksOf({ runbooks })
    expect(links).toEqual([{ text: 'Runbook: login', url: 'https://wiki.example/login' }])
    expect(runbook).toEqual(links[0])
    expect(webhookBody(linksOf({ runbooks })).runbook).toBe('https://wiki.example/login')
    expect(linksOf({}).runbook).toBeUndefined()
  })

  it('is that of the worst surface that has one, by target and surface before surface alone', () => {
    const change = LOGIN_DOWN.verdict.incident
    if (!change) throw new Error('the fixture has an incident')
    const both = incident([part('login', 'degraded'), part('chat', 'down', { failure: HTTP_500 })])
    const verdict = { ...LOGIN_DOWN.verdict, incident: { ...change, incident: both } }
    const surfaces = surfacesWith(surface('login', 'degraded'), surface('chat', 'down', HTTP_500))
    expect(linksOf({ runbooks, verdict, surfaces }).runbook?.url).toBe('https://wiki.example/chat')
    const ofLogin = { login: 'https://a.example', 'sandbox/login': 'https://b.example' }
    expect(linksOf({ runbooks: ofLogin, verdict, surfaces }).runbook?.url).toBe('https://b.example')
  })

  it('is not in the alert that the incident is over', () => {
    expect(onlyAlert({ ...LOGIN_RECOVERED, runbooks }).runbook).toBeUndefined()
  })
})

describe('the screenshot of the run that failed', () => {
  const artifacts = [
    { kind: 'trace', path: 'a/trace.zip', bytes: 1 },
    { kind: 'screenshot', path: 'a/b c.png', bytes: 1 },
  ] as const

  it('is a link behind that to the incident, and none without a dashboard', () => {
    const { links } = onlyAlert({ ...LOGIN_DOWN, artifacts })
    expect(links.map(({ text }) => text)).toEqual(['Evidence and timeline', 'Screenshot'])
    expect(links[1]?.url).toBe('http://127.0.0.1:7777/artifacts/a/b%20c.png')
    expect(onlyAlert({ ...LOGIN_DOWN, artifacts, links: {} }).links).toEqual([])
  })
})
