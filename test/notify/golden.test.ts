import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { ALERT_KINDS, type ChannelKind } from '../../src/core/index.ts'
import { emailMessage } from '../../src/notify/channels/email-message.ts'
import { alertText, type Message, previewPayload } from '../../src/notify/index.ts'
import { hostileAlert } from '../contract/channel-alerts.ts'
import { MESSAGES } from './golden-messages.ts'

/** The mail as it goes over the wire. */
async function mailOf(alert: Message): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  const { message } = await transport.sendMail(
    emailMessage(alert, { from: 'doorwatch@example.com', to: ['oncall@example.com'] }),
  )
  return message.toString()
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The channels that post JSON to their service. */
const JSON_CHANNELS: readonly ChannelKind[] = [
  ...(['slack', 'webhook', 'teams', 'discord', 'telegram', 'pagerduty', 'ntfy', 'apprise'] as const),
]

describe.each(MESSAGES)('the message of kind %s', (kind, message) => {
  it.each(JSON_CHANNELS)('looks as agreed for %s', async (channel) => {
    await expect(json(previewPayload({ kind: channel }, message))).toMatchFileSnapshot(
      `fixtures/${kind}.${channel}.json`,
    )
  })

  it('looks as agreed as a mail', async () => {
    await expect(await mailOf(message)).toMatchFileSnapshot(`fixtures/${kind}.eml`)
  })

  it('looks as agreed as text', async () => {
    await expect(`${alertText(message)}\n`).toMatchFileSnapshot(`fixtures/${kind}.txt`)
  })
})

it('there is a golden message of every kind of alert', () => {
  expect([...new Set(MESSAGES.map(([, { kind }]) => kind))].toSorted()).toEqual([...ALERT_KINDS].toSorted())
})

describe('plain text', () => {
  it('carries no escape sequence and no line of its own making, however hostile the alert', () => {
    const text = alertText(hostileAlert())
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(text.split('\n').every((line) => line.length <= 620)).toBe(true)
    expect(text).not.toMatch(/^Bcc:/m)
  })
})
