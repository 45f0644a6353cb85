import { type JsonObject, jsonObject } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'
import { ackLines } from '../text/ack-lines.ts'
import { bodyLines } from '../text/body-lines.ts'
import { fittedLines } from '../text/fitted.ts'
import { headlineOf } from '../text/message-text.ts'
import { type Urgency, urgencyOf } from '../text/urgency.ts'
import type { Channel, TelegramConfig } from './channel.ts'
import { answerError, isSuccess, type Reply, type Service } from './http.ts'
import { jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

const MARK: Readonly<Record<Urgency, string>> = { critical: '🔴', error: '🟠', warning: '🔧', info: '✅' }

/** Sends messages of a bot to a chat. As plain text without a parse mode: Telegram then reads no markup and no mention into it. */
export function createTelegramChannel(
  { name, mode, api, token, chat }: TelegramConfig,
  fetcher: typeof fetch,
): Channel {
  const address = { url: api, place: `api of the channel "${name}"` }
  const service: Service = { channel: name, secret: token, address, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const reply = await postJson(service, {
        key: message.key,
        url: `${api.replace(/\/+$/, '')}/bot${token.reveal()}/sendMessage`,
        body: {
          chat_id: chat,
          text: telegramText(message),
          link_preview_options: { is_disabled: true },
        },
        signal,
      })
      const answer = jsonOf(reply)
      const id = jsonObject(answer?.result)?.message_id
      if (isSuccess(reply) && answer?.ok === true) return typeof id === 'number' ? { id: String(id) } : {}
      const isServiceAnswer = typeof answer?.ok === 'boolean'
      throw answerError(
        service,
        withRetryAfter(reply, answer),
        isServiceAnswer ? adviceFor(reply.status, service) : undefined,
      )
    },
  }
}

/** The text of a message: headline first, cut between lines. */
export function telegramText(message: Message): string {
  const headline = `${MARK[urgencyOf(message)]} ${headlineOf(message)}`
  return fittedLines([headline, ...bodyLines(message)], LIMITS.telegram.text, undefined, ackLines(message))
}

/** Telegram names the wait of a rate limit in the body, in seconds. */
function withRetryAfter(reply: Reply, answer: JsonObject | undefined): Reply {
  const seconds = jsonObject(answer?.parameters)?.retry_after
  return typeof seconds === 'number' ? { ...reply, retryAfterMs: seconds * 1_000 } : reply
}

function adviceFor(status: number, { secret }: Service): string | undefined {
  switch (status) {
    case 400:
      return 'Telegram does not accept the chat: check its id, and that the bot is a member. A group that became a supergroup has a new id.'
    case 401:
    case 404:
      return `Telegram does not know the bot: check the token in ${secret.name}.`
    case 403:
      return 'The bot may not write to this chat: start it there, or make it a member again.'
    default:
      return undefined
  }
}
