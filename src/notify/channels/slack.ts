import { IncomingWebhook, IncomingWebhookHTTPError, type IncomingWebhookSendArguments } from '@slack/webhook'
import { type Channel, ChannelError, type SlackConfig } from './channel.ts'
import { type Reply, readReply, refusal, unreached } from './http.ts'
import { slackMessage } from './slack-message.ts'

/** Slack's answer when it cannot use the blocks of a message (HTTP 400). */
const BAD_BLOCKS = /invalid_(payload|blocks|attachments)/

/** Posts to an incoming webhook of Slack, or of a service that speaks its language. */
export function createSlackChannel({ name, mode, webhook }: SlackConfig, fetcher: typeof fetch): Channel {
  return {
    name,
    mode,
    async send(alert, signal) {
      const message = slackMessage(alert)
      const reply = await post(message, signal)
      // A message without the layout is better than none.
      const plain = reply.status === 400 && BAD_BLOCKS.test(reply.body)
      const last = plain ? await post({ text: message.text }, signal) : reply
      if (last.status < 200 || last.status > 299) throw refused(last)
      if (/^\s*</.test(last.body)) {
        throw new ChannelError(`${name}: HTTP ${last.status} with a web page instead of Slack's answer`, {
          permanent: false,
          hint: `Something stands between this machine and Slack; check the address in ${webhook.name}.`,
        })
      }
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
      if (!(thrown instanceof IncomingWebhookHTTPError)) throw unreached(name, webhook, thrown)
    }
    if (!reply) throw unreached(name, webhook, undefined)
    return reply
  }

  function refused(reply: Reply): ChannelError {
    const error = refusal(name, webhook, reply)
    if (![403, 404, 410].includes(reply.status)) return error
    return new ChannelError(error.message, {
      permanent: true,
      hint: `The webhook or its channel is gone: make a new one in Slack and put its address into ${webhook.name}.`,
    })
  }
}
