import type { Secret } from '../../core/index.ts'
import { cutText, defined, oneLine } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'
import { ackLinksOf } from '../text/ack-lines.ts'
import { bodyLines } from '../text/body-lines.ts'
import { bytesOf, fittedLines } from '../text/fitted.ts'
import { headlineOf } from '../text/message-text.ts'
import { urgencyOf } from '../text/urgency.ts'
import type { Channel, NtfyConfig } from './channel.ts'
import { answerError, isSuccess, type Service } from './http.ts'
import { jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

/** ntfy's priorities: 5 rings until seen, 3 is the default, 2 makes no sound. */
const PRIORITY = { critical: 5, error: 4, warning: 3, info: 3 } as const
const TAGS = {
  critical: ['rotating_light'],
  error: ['warning'],
  warning: ['wrench'],
  info: ['white_check_mark'],
} as const

/** Publishes to a topic of ntfy.sh or of a server of one's own. */
export function createNtfyChannel({ name, mode, server, topic, token }: NtfyConfig, fetcher: typeof fetch): Channel {
  const address = { url: server, place: `server of the channel "${name}"` }
  const service: Service = { channel: name, secret: token ?? topic, otherSecret: topic, address, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const body = ntfyBody(message, topic)
      const headers = token ? { authorization: `Bearer ${token.reveal()}` } : {}
      const reply = await postJson(service, { key: message.key, url: server, body, signal, headers })
      const answer = jsonOf(reply)
      if (isSuccess(reply) && typeof answer?.id === 'string') return { id: answer.id }
      throw answerError(service, reply, typeof answer?.code === 'number' ? adviceFor(reply.status, service) : undefined)
    },
  }
}

/** What ntfy publishes; the whole message stays below the size at which it would become an attachment. */
export function ntfyBody(message: Message, topic: Secret) {
  const urgency = urgencyOf(message)
  const [link] = message.links
  const actions = ackLinksOf(message)
    .slice(0, LIMITS.ntfy.actions)
    .map(({ text, url }) => ({ action: 'view', label: text, url }))
  return {
    topic: topic.reveal(),
    title: cutBytes(headlineOf(message), LIMITS.ntfy.titleBytes),
    message: fittedLines([headlineOf(message), ...bodyLines(message)], LIMITS.ntfy.messageBytes, bytesOf),
    priority: PRIORITY[urgency],
    tags: TAGS[urgency],
    ...(actions.length > 0 ? { actions } : {}),
    ...defined({ click: link && /^https?:/.test(link.url) ? oneLine(link.url, 1_000) : undefined }),
  }
}

function cutBytes(text: string, most: number): string {
  let cut = text
  while (bytesOf(cut) > most) cut = cutText(cut, Math.floor((cut.length * most) / bytesOf(cut)) - 1)
  return cut
}

function adviceFor(status: number, { secret }: Service): string | undefined {
  if (status === 401 || status === 403)
    return `The server refuses this topic: check ${secret.name}, and the rights of its user.`
  return undefined
}
