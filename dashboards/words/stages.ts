import type { MessageStage } from '../model/alerts-page.ts'

/** The stage of a message, in a word or two. */
export const STAGE_WORDS: Readonly<Record<MessageStage, string>> = {
  sent: 'Sent',
  accepted: 'Accepted',
  visible: 'Visible',
  acknowledged: 'Acknowledged',
  partly: 'Partly delivered',
  sending: 'Being sent',
  waiting: 'Waiting',
  refused: 'Refused',
  dead: 'Given up',
}

/** Names of the services that messages are drawn for. */
export const SERVICE_NAMES = {
  slack: 'Slack',
  email: 'E-mail',
  webhook: 'Webhook',
  teams: 'Microsoft Teams',
  discord: 'Discord',
  telegram: 'Telegram',
  pagerduty: 'PagerDuty',
  ntfy: 'ntfy',
  apprise: 'Apprise',
} as const
