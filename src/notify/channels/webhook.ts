import { type Clock, defined, percentDecoded } from '../../core/index.ts'
import type { Channel, WebhookConfig } from './channel.ts'
import { answerError, isHtmlDocument, isSuccess, isWebPage, type Reply, type Service } from './http.ts'
import { addressOf, postJson } from './json-request.ts'
import { signatureHeaders } from './signature.ts'
import { webhookBody } from './webhook-body.ts'

/** Answers by which a webhook says that its address or credentials are wrong. */
const REFUSED: readonly number[] = [401, 403, 404, 410]

/**
 * Posts each message as JSON (see `WebhookBody`) with its key as `Idempotency-Key`, signed where there is a secret. Any 2xx
 * answer means that it was taken, except an HTML document: a webhook is of any make, but only a captive portal or a proxy
 * answers a program with a page.
 */
export function createWebhookChannel(
  { name, mode, url, secret }: WebhookConfig,
  fetcher: typeof fetch,
  clock: Clock,
): Channel {
  const service: Service = { channel: name, secret: url, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const { key } = message
      const sign = secret && ((body: string) => signatureHeaders(secret, { key, body, now: clock.now() }))
      const request = { key, body: webhookBody(message), signal, ...signIn(service), ...defined({ sign }) }
      const reply = await postJson(service, request)
      if (!isSuccess(reply) || isHtmlDocument(reply)) throw answerError(service, reply, adviceFor(reply, service))
      return {}
    },
  }
}

function adviceFor(reply: Reply, { secret }: Service): string | undefined {
  if (!REFUSED.includes(reply.status) || isWebPage(reply)) return undefined
  return reply.status === 401 || reply.status === 403
    ? `The webhook refuses this address or its credentials: correct ${secret.name}.`
    : `The webhook does not exist: put its new address into ${secret.name}.`
}

/** fetch refuses addresses that carry a user and password; they become a header. */
function signIn(service: Service): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  let headers: Readonly<Record<string, string>> = {}
  const url = addressOf(service, (address) => {
    const { username, password } = address
    if (username === '' && password === '') return
    address.username = ''
    address.password = ''
    const pair = Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`).toString('base64')
    headers = { authorization: `Basic ${pair}` }
  })
  return { url, headers }
}
