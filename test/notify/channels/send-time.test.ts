import { expect, it } from 'vitest'
import { DAY } from '../../../src/core/index.ts'
import { discordBody } from '../../../src/notify/channels/discord.ts'
import { emailMessage } from '../../../src/notify/channels/email-message.ts'
import { pagerdutyEvent } from '../../../src/notify/channels/pagerduty.ts'
import { slackMessage } from '../../../src/notify/channels/slack-message.ts'
import { webhookBody } from '../../../src/notify/channels/webhook-body.ts'
import type { Message } from '../../../src/notify/fold/message.ts'
import { drillAlert } from '../../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

const REAL: Message = onlyAlert(LOGIN_DOWN)
const SENT_AT = REAL.at + 14 * DAY
const DRILL: Message = { ...drillAlert(REAL), sentAt: SENT_AT }
const sent = new Date(SENT_AT).toISOString()
const ENVELOPE = { from: 'doorwatch@example.com', to: ['oncall@example.com'] }

it('The message of a drill has the time of its sending wherever its service shows one', () => {
  expect(emailMessage(DRILL, ENVELOPE).date).toEqual(new Date(SENT_AT))
  expect(emailMessage(DRILL, ENVELOPE).text).toContain('Doorwatch, 21:05:12 UTC on Mon 07 Dec 2026')
  expect(emailMessage(DRILL, ENVELOPE).html).toContain('on Mon 07 Dec 2026')
  expect(discordBody(DRILL).embeds[0]?.timestamp).toBe(sent)
  expect(pagerdutyEvent(DRILL, 'key').payload.timestamp).toBe(sent)
  expect(JSON.stringify(slackMessage(DRILL))).toContain(`· <!date^${Math.floor(SENT_AT / 1_000)}^`)
})

it('A webhook has both times of a drill: of its sending, and of the scenario', () => {
  expect(webhookBody(DRILL)).toMatchObject({
    ...{ at: SENT_AT, time: sent, scenarioTime: new Date(REAL.at).toISOString() },
    incident: { impactAt: REAL.incident?.impactAt },
  })
})

it('A real message has one time', () => {
  expect(webhookBody(REAL)).toMatchObject({ at: REAL.at, time: new Date(REAL.at).toISOString() })
  expect(webhookBody(REAL)).not.toHaveProperty('scenarioTime')
  expect(emailMessage(REAL, ENVELOPE).date).toEqual(new Date(REAL.at))
})
