import { cutText, isEnd, oneLine, streamOf } from '../../core/index.ts'
import { type Message, newestOfEach, sendTimeOf } from '../fold/message.ts'
import { MOST_ADDRESS } from '../text/ack-lines.ts'
import { bodyLines } from '../text/body-lines.ts'
import { buttonLinks } from '../text/button-links.ts'
import { CUT_MARK } from '../text/fitted.ts'
import { headlineOf } from '../text/message-text.ts'
import { urgencyOf } from '../text/urgency.ts'
import type { Channel, PagerdutyConfig } from './channel.ts'
import { answerError, isSuccess, type Service } from './http.ts'
import { jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

const MOST_DETAIL_LINES = 60

/**
 * Sends events to PagerDuty (Events API v2): an incident here is an incident there, triggered by its opening and resolved by
 * its end. A message about several incidents is one event for each: PagerDuty resolves by incident.
 */
export function createPagerdutyChannel({ name, mode, api, key }: PagerdutyConfig, fetcher: typeof fetch): Channel {
  const address = { url: api, place: `api of the channel "${name}"` }
  const service: Service = { channel: name, secret: key, address, fetcher }
  const url = `${api.replace(/\/+$/, '')}/v2/enqueue`
  return {
    name,
    mode,
    async send(message, signal) {
      // Repeated from the first one after a failure: the same deduplication key changes nothing.
      for (const alert of newestOfEach(message.parts ?? [message])) {
        const reply = await postJson(service, {
          key: alert.key,
          url,
          body: pagerdutyEvent(alert, key.reveal()),
          signal,
        })
        const status = jsonOf(reply)?.status
        if (isSuccess(reply) && status === 'success') continue
        const isServiceAnswer = reply.status === 400 && typeof status === 'string'
        throw answerError(
          service,
          reply,
          isServiceAnswer ? `PagerDuty refuses the event: check the integration key in ${key.name}.` : undefined,
        )
      }
      return {}
    },
  }
}

function detailsOf(alert: Message): readonly string[] {
  const lines = bodyLines(alert)
  return lines.length <= MOST_DETAIL_LINES ? lines : [...lines.slice(0, MOST_DETAIL_LINES - 1), CUT_MARK]
}

/** One event. Its deduplication key is the incident's or notice's, the same from opening to end. */
export function pagerdutyEvent(alert: Message, routingKey: string) {
  const { summary, dedupKey, source } = LIMITS.pagerduty
  return {
    routing_key: routingKey,
    event_action: isEnd(alert) ? 'resolve' : 'trigger',
    dedup_key: cutText(`doorwatch:${oneLine(streamOf(alert), dedupKey)}`, dedupKey),
    payload: {
      summary: cutText(headlineOf(alert), summary),
      source: oneLine(`doorwatch/${alert.target}`, source),
      severity: urgencyOf(alert),
      timestamp: new Date(sendTimeOf(alert)).toISOString(),
      component: oneLine(alert.target, 100),
      class: alert.kind,
      custom_details: { lines: detailsOf(alert) },
    },
    links: buttonLinks(alert).map(({ text, url }) => ({ href: oneLine(url, MOST_ADDRESS), text: oneLine(text, 80) })),
    client: 'Doorwatch',
  }
}
