import type { ChannelKind } from '../../core/index.ts'
import { Secret } from '../../core/index.ts'
import { appriseBody } from '../channels/apprise.ts'
import { discordBody } from '../channels/discord.ts'
import { emailMessage } from '../channels/email-message.ts'
import { ntfyBody } from '../channels/ntfy.ts'
import { pagerdutyEvent } from '../channels/pagerduty.ts'
import { slackMessage } from '../channels/slack-message.ts'
import { teamsBody } from '../channels/teams.ts'
import { telegramText } from '../channels/telegram.ts'
import { webhookBody } from '../channels/webhook-body.ts'
import { type Message, newestOfEach } from '../fold/message.ts'
import { HIDDEN } from './cards.ts'

/** A channel as far as a preview needs it; addresses and keys stay out. */
interface PreviewChannel {
  readonly kind: ChannelKind
  readonly from?: string | undefined
  readonly to?: readonly string[] | undefined
  readonly chat?: string | undefined
}

/** What a channel sends of a message, as JSON; keys and topics are written `(secret)`. PagerDuty gets one event per incident. */
export function previewPayload(channel: PreviewChannel, message: Message): unknown {
  switch (channel.kind) {
    case 'slack':
      return slackMessage(message)
    case 'email':
      return mailOf(channel, message)
    case 'webhook':
      return webhookBody(message)
    case 'teams':
      return teamsBody(message)
    case 'discord':
      return discordBody(message)
    case 'telegram':
      return { chat_id: channel.chat ?? '', text: telegramText(message), link_preview_options: { is_disabled: true } }
    case 'pagerduty':
      return newestOfEach(message.parts ?? [message]).map((alert) => pagerdutyEvent(alert, HIDDEN))
    case 'ntfy':
      return ntfyBody(message, new Secret('topic', HIDDEN))
    case 'apprise':
      return appriseBody(message)
  }
}

/** The HTML part of the mail of a message: a document that needs nothing else. */
export function previewMailHtml(message: Message): string {
  return String(mailOf({ kind: 'email' }, message).html)
}

function mailOf({ from = 'doorwatch@localhost', to = [] }: PreviewChannel, message: Message) {
  const { subject, messageId, headers, priority, text, html } = emailMessage(message, { from, to })
  return { from, to, subject, messageId, priority, headers, text, html }
}
