import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { type Alert, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { emailMessage } from '../../src/notify/channels/email-message.ts'
import { slackMessage } from '../../src/notify/channels/slack-message.ts'
import { webhookBody } from '../../src/notify/channels/webhook-body.ts'
import { alertText, foldAlerts, type Message, messageKey, planReminder } from '../../src/notify/index.ts'
import { hostileAlert } from '../contract/channel-alerts.ts'
import {
  doors,
  entry,
  HTTP_500,
  incident,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NOW,
  notice,
  onlyAlert,
  part,
  SLOW,
  surface,
  TARGET,
  verdict,
} from './kit.ts'

const CHANGED = onlyAlert(
  input({
    now: NOW + 2 * MINUTE,
    surfaces: doors(surface('login', 'down', HTTP_500), surface('chat', 'degraded', SLOW, NOW + 2 * MINUTE)),
    links: { dashboardUrl: 'http://127.0.0.1:7777' },
    verdict: verdict({
      incident: {
        incident: incident(
          [part('login', 'down', { failure: HTTP_500 }), part('chat', 'degraded', { failure: SLOW })],
          {
            scope: 'front doors only (chat and login): API is up',
          },
        ),
        entries: [
          {
            ...entry('joined', 'chat is degraded as well (took 4.2 s)', 'chat', NOW + 2 * MINUTE),
            from: 'operational',
            to: 'degraded',
          },
        ],
      },
    }),
  }),
)

function reminder(): Alert {
  const alert = planReminder({
    target: TARGET,
    incident: incident([part('login', 'down', { failure: HTTP_500 })]),
    surfaces: doors(surface('login', 'down', HTTP_500), surface('console', 'unknown')),
    lastAlertAt: NOW,
    reminderEveryMs: 4 * HOUR,
    now: NOW + 4 * HOUR,
    links: { dashboardUrl: 'http://127.0.0.1:7777' },
    statusPage: 'all systems operational',
    advice: ['Stay signed in: existing sessions work.'],
  })
  if (!alert) throw new Error('no reminder is due')
  return alert
}

/** An alert of an opening at another target than the sandbox. */
function openedAt(target: string, at: number): Alert {
  const alert = onlyAlert({ ...LOGIN_DOWN, now: at, links: { dashboardUrl: 'http://127.0.0.1:7777' } })
  const name = `${target}-20261123-210512`
  return {
    ...alert,
    ...{ key: `${name}:opened`, target, headline: `${target}: ${alert.headline}` },
    surfaces: alert.surfaces.map((one) => ({ ...one, target })),
    ...(alert.incident ? { incident: { ...alert.incident, name, target } } : {}),
    links: [{ text: 'Evidence and timeline', url: `http://127.0.0.1:7777/?since=7d#${name}` }],
  }
}

const folded = (...alerts: readonly [Alert, ...Alert[]]): Message =>
  foldAlerts(messageKey(alerts.map(({ key }) => key)), alerts)

const ALERTS: readonly (readonly [string, Message])[] = [
  ['opened', onlyAlert(LOGIN_DOWN)],
  ['changed', CHANGED],
  ['reminder', reminder()],
  ['resolved', onlyAlert(LOGIN_RECOVERED)],
  ['notice', onlyAlert(input({ verdict: verdict({ notices: [notice()] }) }))],
  [
    'cleared',
    onlyAlert(
      input({ verdict: verdict({ notices: [notice({ open: false, text: 'over: the probe login needs repair' })] }) }),
    ),
  ],
  ['updates', folded(onlyAlert(LOGIN_DOWN), CHANGED, onlyAlert(LOGIN_RECOVERED))],
  [
    'digest',
    folded(
      openedAt('claude', NOW),
      openedAt('openai', NOW + SECOND),
      onlyAlert(input({ verdict: verdict({ notices: [notice()] }) })),
      { ...onlyAlert(LOGIN_RECOVERED), headline: 'login recovered after 12 min 20 s' },
    ),
  ],
]

/** The mail as it goes over the wire. */
async function mailOf(alert: Message): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  const { message } = await transport.sendMail(
    emailMessage(alert, { from: 'doorwatch@example.com', to: ['oncall@example.com'] }),
  )
  return message.toString()
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

describe.each(ALERTS)('the message of kind %s', (kind, alert) => {
  it('looks as agreed in Slack', async () => {
    await expect(json(slackMessage(alert))).toMatchFileSnapshot(`fixtures/${kind}.slack.json`)
  })

  it('looks as agreed as a mail', async () => {
    await expect(await mailOf(alert)).toMatchFileSnapshot(`fixtures/${kind}.eml`)
  })

  it('looks as agreed for a webhook', async () => {
    await expect(json(webhookBody(alert))).toMatchFileSnapshot(`fixtures/${kind}.webhook.json`)
  })

  it('looks as agreed as text', async () => {
    await expect(`${alertText(alert)}\n`).toMatchFileSnapshot(`fixtures/${kind}.txt`)
  })
})

describe('plain text', () => {
  it('carries no escape sequence and no line of its own making, however hostile the alert', () => {
    const text = alertText(hostileAlert())
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(text.split('\n').every((line) => line.length <= 620)).toBe(true)
    expect(text).not.toMatch(/^Bcc:/m)
  })
})
