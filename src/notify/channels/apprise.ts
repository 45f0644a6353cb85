import { cutText } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'
import { ackLines } from '../text/ack-lines.ts'
import { bodyLines } from '../text/body-lines.ts'
import { fittedLines } from '../text/fitted.ts'
import { headlineOf } from '../text/message-text.ts'
import { type Urgency, urgencyOf } from '../text/urgency.ts'
import type { AppriseConfig, Channel } from './channel.ts'
import { answerError, isSuccess, isWebPage, type Reply, type Service } from './http.ts'
import { jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

const TYPE: Readonly<Record<Urgency, string>> = {
  critical: 'failure',
  error: 'warning',
  warning: 'warning',
  info: 'success',
}

/** Posts to an apprise API (`https://host/notify/<key>`), which passes the message on to any of its services. */
export function createAppriseChannel({ name, mode, url }: AppriseConfig, fetcher: typeof fetch): Channel {
  const service: Service = { channel: name, secret: url, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const reply = await postJson(service, {
        key: message.key,
        url: url.reveal(),
        body: appriseBody(message),
        headers: { accept: 'application/json' },
        signal,
      })
      if (isSuccess(reply) && reply.status !== 204 && !isWebPage(reply)) return {}
      throw answerError(service, reply, adviceFor(reply, service))
    },
  }
}

/** Title, text and type of a message, as plain text. */
export function appriseBody(message: Message) {
  const headline = headlineOf(message)
  return {
    title: cutText(headline, LIMITS.apprise.title),
    body: fittedLines([headline, ...bodyLines(message)], LIMITS.apprise.body, undefined, ackLines(message)),
    type: TYPE[urgencyOf(message)],
    format: 'text',
  }
}

/** 204: the key has no configuration. 404 with JSON: there is no such key. 424: services behind it failed, which may pass. */
function adviceFor(reply: Reply, { secret }: Service): string | undefined {
  if (reply.status === 204)
    return `The apprise API has no services under this key: add them, or correct ${secret.name}.`
  if (reply.status === 404 && jsonOf(reply) !== undefined)
    return `The apprise API does not know this key: correct ${secret.name}.`
  return undefined
}
