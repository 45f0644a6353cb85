import { IncomingWebhook, IncomingWebhookHTTPError, type IncomingWebhookSendArguments } from '@slack/webhook'
import type { Channel, SlackWebhookConfig } from './channel.ts'
import { answerError, isSuccess, isWebPage, type Reply, readReply, type Service, unreached } from './http.ts'
import { slackMessage } from './slack-message.ts'

/** Slack's answer when it cannot use the blocks of a message (HTTP 400). */
const BAD_BLOCKS = /invalid_(payload|blocks|attachments)/

/** Slack's answers when a webhook, its channel or its workspace takes no messages any more; the first word of the body. */
const GONE = new Set([
  'account_inactive',
  'action_prohibited',
  'channel_is_archived',
  'channel_not_found',
  'invalid_token',
  'no_active_hooks',
  'no_service',
  'no_service_id',
  'no_team',
  'posting_to_general_channel_denied',
  'team_disabled',
  'token_revoked',
  'user_not_found',
])

/** Posts to an incoming webhook of Slack, or of a service that speaks its language. */
export function createSlackChannel({ name, mode, webhook }: SlackWebhookConfig, fetcher: typeof fetch): Channel {
  const service: Service = { channel: name, secret: webhook, fetcher }
  return {
    name,
    mode,
    async send(alert, signal) {
      const message = slackMessage(alert)
      const reply = await post(message, signal)
      // A message without the layout is better than none.
      const plain = reply.status === 400 && BAD_BLOCKS.test(reply.body)
      const last = plain ? await post({ text: message.text }, signal) : reply
      if (!isSuccess(last) || isWebPage(last)) throw answerError(service, last, adviceFor(last, service))
      return {}
    },
  }

  /** The library reports neither the headers of an answer nor a way to cancel; its fetch is where both are. */
  async function post(message: IncomingWebhookSendArguments, signal: AbortSignal): Promise<Reply> {
    let reply: Reply | undefined
    const client = new IncomingWebhook(webhook.reveal(), {
      fetch: async (url, init) => {
        const { method = 'POST', headers = {}, body = null } = init ?? {}
        const response = await fetcher(url, { method, headers, body, redirect: 'manual', signal })
        reply = await readReply(response)
        const { status, statusText, ok } = response
        const text = reply.body
        return {
          ...{ ok, status, statusText, url: response.url, headers: response.headers },
          arrayBuffer: async () => new TextEncoder().encode(text).buffer,
          json: async () => JSON.parse(text) as unknown,
          text: async () => text,
        }
      },
    })
    try {
      await client.send(message)
    } catch (thrown) {
      if (!(thrown instanceof IncomingWebhookHTTPError)) throw unreached(service, thrown)
    }
    if (!reply) throw unreached(service, undefined)
    return reply
  }
}

function adviceFor({ body }: Reply, { secret }: Service): string | undefined {
  const [word = ''] = /^\w+/.exec(body.trim()) ?? []
  if (!GONE.has(word)) return undefined
  return `The webhook or its channel is gone: create a new one in Slack and put its address into ${secret.name}.`
}
