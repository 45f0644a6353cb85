import { cutText, type JsonObject } from '../../core/index.ts'
import { type Message, sendTimeOf } from '../fold/message.ts'
import { ackLinksOf } from '../text/ack-lines.ts'
import { bodyLines } from '../text/body-lines.ts'
import { fittedLines } from '../text/fitted.ts'
import { plainMarkdown } from '../text/markdown.ts'
import { headlineOf } from '../text/message-text.ts'
import { type Urgency, urgencyOf } from '../text/urgency.ts'
import type { Channel, DiscordConfig } from './channel.ts'
import { answerError, isSuccess, isWithoutWords, type Reply, type Service } from './http.ts'
import { addressOf, jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

const COLOUR: Readonly<Record<Urgency, number>> = {
  critical: 0xc9302c,
  error: 0xd97706,
  warning: 0x8a8f98,
  info: 0x2e8555,
}

/** Posts to a webhook of Discord, and waits until the message is visible: Discord then names its id. */
export function createDiscordChannel({ name, mode, webhook }: DiscordConfig, fetcher: typeof fetch): Channel {
  const service: Service = { channel: name, secret: webhook, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const url = addressOf(service, ({ searchParams }) => searchParams.set('wait', 'true'))
      const reply = await postJson(service, { key: message.key, url, body: discordBody(message), signal })
      const answer = jsonOf(reply)
      if (isSuccess(reply) && (answer || isWithoutWords(reply))) {
        return typeof answer?.id === 'string' ? { id: answer.id } : {}
      }
      const isServiceAnswer = typeof answer?.code === 'number' || typeof answer?.message === 'string'
      throw answerError(
        service,
        withRetryAfter(reply, answer),
        isServiceAnswer ? adviceFor(reply.status, service) : undefined,
      )
    },
  }
}

/** The body of a message; `allowed_mentions` keeps Discord from ringing anyone for what a text looks like. */
export function discordBody(message: Message) {
  const { content, description, embeds } = LIMITS.discord
  const lines = bodyLines(message).map(plainMarkdown)
  const links = ackLinksOf(message).map(({ text, url }) => `[${plainMarkdown(text)}](${linkAddress(url)})`)
  const card = {
    description: fittedLines(lines, Math.min(description, embeds), undefined, links),
    color: COLOUR[urgencyOf(message)],
    timestamp: new Date(sendTimeOf(message)).toISOString(),
  }
  return {
    content: cutText(plainMarkdown(headlineOf(message)), content),
    embeds: lines.length + links.length > 0 ? [card] : [],
    allowed_mentions: { parse: [] },
  }
}

/** An address that cannot end the link it stands in. */
function linkAddress(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29')
}

/** Discord names the wait of a rate limit in the body as well, in seconds. */
function withRetryAfter(reply: Reply, answer: JsonObject | undefined): Reply {
  const seconds = answer?.retry_after
  return typeof seconds === 'number' ? { ...reply, retryAfterMs: Math.ceil(seconds * 1_000) } : reply
}

function adviceFor(status: number, { secret }: Service): string | undefined {
  if (![401, 403, 404].includes(status)) return undefined
  return `The webhook or its channel is gone: create a new one in Discord and put its address into ${secret.name}.`
}
