import { type Alert, oneLine } from '../../core/index.ts'
import { momentOf } from '../text/words.ts'
import { digestHeadline, digestLines, digestLinks, inOrderOfNews } from './digest.ts'
import { type Message, newestOfEach } from './message.ts'

/**
 * The message of some alerts. Pure: the same alerts give the same message.
 * @param alerts in the order they were planned, at least one
 */
export function foldAlerts(key: string, alerts: readonly [Alert, ...Alert[]]): Message {
  if (alerts.length === 1) return alerts[0]
  return newestOfEach(alerts).length === 1 ? foldUpdates(key, alerts) : foldMany(key, alerts)
}

/** Several alerts on one incident: the newest, and what came before it. */
function foldUpdates(key: string, alerts: readonly [Alert, ...Alert[]]): Message {
  const newest = alerts.at(-1) ?? alerts[0]
  const [first, ...between] = alerts.slice(0, -1)
  const quotedAlerts = [first, between.at(-1)].flatMap((alert) => alert ?? [])
  const hidden = between.length - 1
  return {
    ...newest,
    key,
    lines: [
      ...newest.lines,
      ...quotedAlerts.map(({ at, headline }) => `Earlier, at ${momentOf(at, newest.at)}: ${oneLine(headline, 300)}.`),
      ...(hidden > 0 ? [`${hidden} more ${hidden === 1 ? 'update' : 'updates'} came in between.`] : []),
    ],
    parts: alerts,
  }
}

/** Alerts on several incidents and notices: how many, the first names, a line for each. */
function foldMany(key: string, alerts: readonly [Alert, ...Alert[]]): Message {
  const news = inOrderOfNews(alerts)
  const at = Math.max(...alerts.map((alert) => alert.at))
  const [lead = alerts[0]] = news
  return {
    ...lead,
    key,
    at,
    headline: digestHeadline(news),
    lines: digestLines(news, alerts),
    links: digestLinks(news),
    parts: alerts,
    digest: true,
  }
}
