import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { type Alert, HOUR, MINUTE } from '../../src/core/index.ts'
import { emailMessage } from '../../src/notify/channels/email-message.ts'
import { slackMessage } from '../../src/notify/channels/slack-message.ts'
import { webhookBody } from '../../src/notify/channels/webhook-body.ts'
import { alertText, planReminder } from '../../src/notify/index.ts'
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
          entry(
            'joined',
            "chat is degraded as well (took 4.2 s, usually 0.9 s at 'read the reply')",
            'chat',
            NOW + 2 * MINUTE,
          ),
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

const ALERTS: readonly (readonly [string, Alert])[] = [
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
]

/** The mail as it goes over the wire. */
async function mailOf(alert: Alert): Promise<string> {
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
