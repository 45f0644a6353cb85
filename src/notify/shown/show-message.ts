import type { Alert, ChannelKind, ShownMessage, Tone } from '../../core/index.ts'
import { emailMessage } from '../channels/email-message.ts'
import { lateMessage } from '../deliver/late.ts'
import { foldAlerts } from '../fold/fold-alerts.ts'
import type { Message } from '../fold/message.ts'
import { type Urgency, urgencyOf } from '../text/urgency.ts'
import * as cards from './cards.ts'
import { shownInSlack } from './slack.ts'

const TONE: Readonly<Record<Urgency, Tone>> = { critical: 'down', error: 'degraded', warning: 'notice', info: 'good' }

const SHOWN: Readonly<Record<ChannelKind, (message: Message) => Omit<ShownMessage, 'service' | 'tone'>>> = {
  slack: shownInSlack,
  email: shownAsMail,
  webhook: cards.shownInWebhook,
  teams: cards.shownInTeams,
  discord: cards.shownInDiscord,
  telegram: cards.shownInTelegram,
  pagerduty: cards.shownInPagerduty,
  ntfy: cards.shownInNtfy,
  apprise: cards.shownInApprise,
}

/**
 * What a reader sees of alerts that a channel sent as one message. Made from the alerts again: no secret is in it, and no
 * link that acknowledges.
 * @param key dedup key of the message
 * @param alerts in the order they were planned, at least one
 * @param sentAt when it was sent (epoch ms), where it was
 */
export function showAlerts(
  service: ChannelKind,
  key: string,
  alerts: readonly [Alert, ...Alert[]],
  sentAt?: number,
): ShownMessage {
  const newestAt = Math.max(...alerts.map(({ at }) => at))
  return showMessage(service, lateMessage(foldAlerts(key, alerts), sentAt === undefined ? 0 : sentAt - newestAt))
}

/** What a reader sees of a message. */
export function showMessage(service: ChannelKind, message: Message): ShownMessage {
  return { service, tone: TONE[urgencyOf(message)], ...SHOWN[service](message) }
}

function shownAsMail(message: Message): Omit<ShownMessage, 'service' | 'tone'> {
  const { subject = '', text = '' } = emailMessage(message, { from: 'doorwatch@localhost', to: [] })
  const body = String(text).split('\n\n-- \n')[0] ?? ''
  return { title: subject, paragraphs: body.split('\n'), fields: [], links: [] }
}
