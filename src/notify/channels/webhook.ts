import { asciiWord } from '../text/plain-text.ts'
import type { Channel, WebhookConfig } from './channel.ts'
import { readReply, refusal, unreached } from './http.ts'
import { webhookBody } from './webhook-body.ts'

/** Posts each message as JSON (see `WebhookBody`) with its key as `Idempotency-Key`. Any 2xx answer means it was taken. */
export function createWebhookChannel({ name, mode, url }: WebhookConfig, fetcher: typeof fetch): Channel {
  return {
    name,
    mode,
    async send(alert, signal) {
      const reply = await post(alert.key, JSON.stringify(webhookBody(alert)), signal)
      if (reply.status < 200 || reply.status > 299) throw refusal(name, url, reply)
      return {}
    },
  }

  async function post(key: string, body: string, signal: AbortSignal) {
    try {
      const { address, headers } = addressOf(url.reveal())
      const response = await fetcher(address, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'user-agent': 'Doorwatch',
          'idempotency-key': asciiWord(key),
        },
        body,
        redirect: 'manual',
        signal,
      })
      return await readReply(response)
    } catch (thrown) {
      throw unreached(name, url, thrown)
    }
  }
}

/** fetch refuses addresses that carry a user and password; they become a header. */
function addressOf(text: string): { readonly address: string; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(text)
  const { username, password } = url
  if (username === '' && password === '') return { address: url.href, headers: {} }
  url.username = ''
  url.password = ''
  const pair = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return { address: url.href, headers: { authorization: `Basic ${pair}` } }
}
