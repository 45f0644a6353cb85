import {
  type AlertRecord,
  type ChannelKind,
  HOUR,
  type MessageRecord,
  MINUTE,
  SECOND,
  streamOf,
} from '../../src/core/index.ts'
import { showAlerts } from '../../src/notify/index.ts'
import type { MessageDrawing } from '../../src/report/index.ts'
import { input, LOGIN_DOWN, LOGIN_RECOVERED, NAME, notice, onlyAlert, RECOVERED_AT, verdict } from '../notify/kit.ts'
import { type HistoryData, NO_HISTORY } from './history.ts'
import { NOW } from './scenarios.ts'

const KINDS: readonly ChannelKind[] = [
  ...(['slack', 'email', 'webhook', 'teams', 'discord', 'telegram', 'pagerduty', 'ntfy', 'apprise'] as const),
]

/** One channel of each kind, drawn as the product draws it. */
export const EVERY_CHANNEL: MessageDrawing = {
  channels: KINDS.map((kind) => ({ name: kind === 'slack' ? 'ops-slack' : kind, kind })),
  show: showAlerts,
}

const OFFSET = NOW - RECOVERED_AT - 30 * MINUTE
const shifted = (alert: AlertRecord): AlertRecord => ({ ...alert, at: alert.at + OFFSET })
const OPENED = shifted({ ...onlyAlert(LOGIN_DOWN), deliveries: [] })
const RESOLVED = shifted({ ...onlyAlert(LOGIN_RECOVERED), deliveries: [] })
const NOTICE = shifted({ ...onlyAlert(input({ verdict: verdict({ notices: [notice()] }) })), deliveries: [] })

/** A message of some alerts through a channel. */
export function sentMessage(
  channel: string,
  alerts: readonly AlertRecord[],
  more: Partial<MessageRecord> = {},
): MessageRecord {
  const last = alerts.at(-1) as AlertRecord
  return {
    channel,
    key: alerts.length === 1 ? last.key : `folded:${alerts.length}:${last.key}`,
    alertKeys: alerts.map(({ key }) => key),
    streams: [...new Set(alerts.map(streamOf))],
    ...{ state: 'sent', rung: 'accepted', at: last.at, triedAt: last.at + SECOND, attempts: 1 },
    ...(more.state === 'pending' ? {} : { reachedAt: last.at + SECOND }),
    ...more,
  }
}

/** An incident and a notice through every channel: one channel refuses alerts, one waits, one folded them. */
export function sentEverywhere(): HistoryData {
  const waits = { state: 'pending', rung: 'sent' } as const
  const reason =
    'ops-slack: HTTP 404 (no_service). The webhook or its channel is gone: create a new one in Slack and put its address into SLACK_WEBHOOK_URL'
  return {
    ...NO_HISTORY,
    alerts: [OPENED, RESOLVED, NOTICE],
    messages: [
      ...EVERY_CHANNEL.channels
        .slice(2)
        .map(({ name, kind }) =>
          sentMessage(name, [OPENED], kind === 'discord' || kind === 'ntfy' ? { rung: 'visible' } : {}),
        ),
      ...['telegram', 'pagerduty', 'teams'].map((name) => sentMessage(name, [RESOLVED], { attempts: 2 })),
      sentMessage('discord', [OPENED, RESOLVED], { rung: 'visible', reachedAt: RESOLVED.at + 4 * MINUTE }),
      sentMessage('apprise', [NOTICE]),
      sentMessage('ops-slack', [OPENED], { ...waits, refusedAt: OPENED.at, dueAt: NOW + HOUR, lastError: reason }),
      sentMessage('email', [OPENED], {
        ...waits,
        attempts: 3,
        dueAt: NOW + MINUTE,
        lastError: 'email: connection refused',
      }),
    ],
    reach: [{ channel: 'discord', accepted: RESOLVED.at, visible: RESOLVED.at }],
    backlogs: [
      {
        channel: 'email',
        waiting: 2,
        since: OPENED.at,
        retry: { at: NOW + MINUTE, reason: 'email: connection refused' },
      },
      {
        ...{ channel: 'ops-slack', waiting: 2, since: OPENED.at },
        refusal: { since: OPENED.at, reason, retryAt: NOW + HOUR },
      },
    ],
  }
}

/** The incident of these messages. */
export const SENT_INCIDENT = NAME
