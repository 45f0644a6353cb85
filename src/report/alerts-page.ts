import type {
  AcknowledgedIncident,
  AlertFilter,
  AlertsPageModel,
  ChannelView,
  ChannelWaiting,
  MessageStage,
  MessageView,
} from '../../dashboards/model/alerts-page.ts'
import {
  type Alert,
  type AlertRecord,
  type ChannelBacklog,
  type ChannelKind,
  defined,
  type History,
  type MessageRecord,
  oneLine,
  type ShownMessage,
  withoutCost,
} from '../core/index.ts'

/** Messages on one page. */
const PAGE_SIZE = 40
/** Alerts of a folded message that are drawn; the others are counted. */
const MOST_ALERTS = 250
const LONGEST_ERROR = 500

interface DrawnChannel {
  readonly name: string
  readonly kind: ChannelKind
  /** Whether its messages contain the cost of an incident. Default: no. */
  readonly showCost?: boolean | undefined
}

/** The configured channels, and how their services show a message. */
export interface MessageDrawing {
  readonly channels: readonly DrawnChannel[]
  /** @param sentAt when it was sent (epoch ms), where it was */
  readonly show: (
    kind: ChannelKind,
    key: string,
    alerts: readonly [Alert, ...Alert[]],
    sentAt: number | undefined,
  ) => ShownMessage
}

interface AlertsPageOptions {
  readonly now: number
  readonly filter: AlertFilter
  /** From 1. */
  readonly page: number
  readonly drawing: MessageDrawing
}

/** The channels and one page of the messages that went through them. */
export async function buildAlertsPage(
  history: Pick<History, 'messages' | 'alerts' | 'incidents' | 'channelBacklogs' | 'channelReach'>,
  { now, filter, page, drawing }: AlertsPageOptions,
): Promise<AlertsPageModel> {
  const rows = await history.messages({
    ...defined({ channel: filter.channel, stream: filter.incident }),
    offset: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE + 1,
  })
  const messages = rows.slice(0, PAGE_SIZE)
  const keys = [...new Set(messages.flatMap(({ alertKeys }) => alertKeys.slice(-MOST_ALERTS)))]
  const alerts = await alertsByKey(history, keys)
  const acknowledged = await acknowledgedIncidents(history, [...alerts.values()])
  return {
    at: now,
    channels: await readChannels(history, drawing.channels, now),
    messages: messages.flatMap((message) => messageView(message, { alerts, acknowledged }, drawing) ?? []),
    ...{ filter, page, isMore: rows.length > PAGE_SIZE },
  }
}

/** Alerts that one statement reads. */
const KEYS_PER_READ = 500

async function alertsByKey(
  history: Pick<History, 'alerts'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, AlertRecord>> {
  const alerts = new Map<string, AlertRecord>()
  for (let from = 0; from < keys.length; from += KEYS_PER_READ) {
    const chunk = keys.slice(from, from + KEYS_PER_READ)
    for (const alert of await history.alerts({ keys: chunk, limit: chunk.length })) alerts.set(alert.key, alert)
  }
  return alerts
}

/** The alerts and acknowledgements behind the messages of one page. */
interface PageRecords {
  /** By key. */
  readonly alerts: ReadonlyMap<string, AlertRecord>
  /** By name of the incident. */
  readonly acknowledged: ReadonlyMap<string, AcknowledgedIncident>
}

async function acknowledgedIncidents(
  history: Pick<History, 'incidents'>,
  alerts: readonly Alert[],
): Promise<PageRecords['acknowledged']> {
  const times = alerts.flatMap(({ incident }) => (incident ? [incident.impactAt, incident.openedAt] : []))
  if (times.length === 0) return new Map()
  const incidents = await history.incidents({ from: Math.min(...times), to: Math.max(...times) + 1 })
  return new Map(
    incidents.flatMap(({ name, acknowledgement }) =>
      acknowledgement
        ? [[name, { incident: name, by: oneLine(acknowledgement.by, 80), at: acknowledgement.at }] as const]
        : [],
    ),
  )
}

function messageView(
  message: MessageRecord,
  { alerts: byKey, acknowledged }: PageRecords,
  { channels, show }: MessageDrawing,
): MessageView | undefined {
  const configured = channels.find(({ name }) => name === message.channel)
  const [first, ...rest] = message.alertKeys
    .slice(-MOST_ALERTS)
    .flatMap((key) => byKey.get(key) ?? [])
    .map((alert) => (configured?.showCost ? alert : withoutCost(alert)))
  if (!first) return undefined
  const newest = rest.at(-1) ?? first
  // A channel that the configuration no longer has is drawn as plain text.
  const kind = configured?.kind ?? 'webhook'
  const { key, channel, alertKeys, streams, attempts, triedAt, reachedAt, lastError } = message
  return {
    ...{ key, channel, kind: newest.kind, streams, alerts: alertKeys.length, attempts, triedAt },
    stage: stageOf(message),
    at: newest.at,
    shown: show(kind, key, [first, ...rest], reachedAt),
    acknowledged: streams.flatMap((name) => acknowledged.get(name) ?? []),
    ...defined({ reachedAt, error: lastError === undefined ? undefined : oneLine(lastError, LONGEST_ERROR) }),
  }
}

function stageOf({ state, rung, refusedAt, lastError }: MessageRecord): MessageStage {
  if (state === 'sent') return lastError === undefined ? rung : 'partly'
  if (state === 'pending') return refusedAt === undefined ? 'waiting' : 'refused'
  return state
}

/** The configured channels and those with alerts that wait; the ones in trouble first. */
export async function readChannels(
  history: Pick<History, 'channelBacklogs' | 'channelReach'>,
  configured: MessageDrawing['channels'],
  now: number,
): Promise<readonly ChannelView[]> {
  const [backlogs, reach] = await Promise.all([history.channelBacklogs(now), history.channelReach()])
  const names = [...new Set([...configured.map(({ name }) => name), ...backlogs.map(({ channel }) => channel)])]
  const views = names.map((name): ChannelView => {
    const backlog = backlogs.find(({ channel }) => channel === name)
    return {
      name: oneLine(name, 60),
      ...defined({
        kind: configured.find((channel) => channel.name === name)?.kind,
        lastSentAt: reach.find(({ channel }) => channel === name)?.accepted,
        waiting: backlog && backlog.waiting > 0 ? waitingOf(backlog) : undefined,
        held: backlog?.held,
      }),
    }
  })
  return views.toSorted((a, b) => troubleOf(a) - troubleOf(b))
}

/** The alerts that wait for a channel, as a page shows them. */
function waitingOf({ waiting, since, refusal, retry }: ChannelBacklog): ChannelWaiting {
  return {
    ...{ count: waiting, since },
    ...defined({
      refusal: refusal && { ...refusal, reason: oneLine(refusal.reason, LONGEST_ERROR) },
      retry: retry && { ...retry, reason: oneLine(retry.reason, LONGEST_ERROR) },
    }),
  }
}

/** The channels whose services refuse alerts for good. */
export function refusedChannels(backlogs: readonly ChannelBacklog[]): readonly ChannelView[] {
  return backlogs
    .filter(({ refusal }) => refusal !== undefined)
    .map((backlog) => ({ name: oneLine(backlog.channel, 60), waiting: waitingOf(backlog) }))
}

function troubleOf({ waiting }: ChannelView): number {
  if (waiting?.refusal) return 0
  return waiting ? 1 : 2
}
