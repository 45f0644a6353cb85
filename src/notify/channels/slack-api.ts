import type { WebClient } from '@slack/web-api'
import { defined } from '../../core/index.ts'
import type { ChannelError } from './channel.ts'
import { answerError, type Reply, readReply, type Service, unreached } from './http.ts'
import { jsonOf } from './json-request.ts'
import { slackError } from './slack-errors.ts'

/** Slack's answer repeats the message with all its blocks, bytes. */
const MAX_ANSWER_BYTES = 262_144

/** The methods of Slack's Web API that a channel uses. */
export type SlackMethod = 'chat.postMessage' | 'chat.update'

/** What Slack answers: the fields of `{ ok: true }`, or the error of `{ ok: false }` with the error of the channel. */
export type SlackAnswer =
  | { readonly ok: true; readonly channel: string | undefined; readonly ts: string | undefined }
  | { readonly ok: false; readonly word: string; readonly error: ChannelError }

/** Calls a method of the Web API. */
export type SlackCall = (
  method: SlackMethod,
  body: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<SlackAnswer>

/**
 * A client of Slack's Web API that tries once and logs nothing: repeating is the outbox's work, and the library's log
 * repeats messages.
 * @returns a function that throws ChannelError where no answer of Slack arrives
 */
export function createSlackCall(service: Service, api: string): SlackCall {
  return async (method, body, signal) => {
    let reply: Reply | undefined
    let failure: unknown
    const client = await openClient(service, api, async (url, init) => {
      try {
        const response = await service.fetcher(url, { ...init, redirect: 'manual', signal } as RequestInit)
        reply = await readReply(response, MAX_ANSWER_BYTES)
        const { status, statusText, ok, headers } = response
        const text = reply.body
        return {
          ...{ ok, status, statusText, url: String(url), headers },
          arrayBuffer: async () => new TextEncoder().encode(text).buffer as ArrayBuffer,
          json: async () => JSON.parse(text) as unknown,
          text: async () => text,
        }
      } catch (thrown) {
        failure = thrown
        throw thrown
      }
    })
    try {
      await client.apiCall(method, body)
    } catch {
      // The library's errors repeat addresses and messages; the reply says what is needed.
    }
    if (!reply) throw unreached(service, failure)
    return answerOf(service, reply)
  }
}

/** The library is loaded with the first message: some 10 MB that a worker without a bot does not carry. */
async function openClient(
  { secret }: Service,
  slackApiUrl: string,
  fetcher: NonNullable<ConstructorParameters<typeof WebClient>[1]>['fetch'],
): Promise<WebClient> {
  const { WebClient } = await import('@slack/web-api')
  return new WebClient(secret.reveal(), {
    ...{ slackApiUrl, allowAbsoluteUrls: false, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    ...defined({ fetch: fetcher }),
    logger: QUIET_LOGGER,
  })
}

const quiet = () => {}
const QUIET_LOGGER = {
  ...{ debug: quiet, info: quiet, warn: quiet, error: quiet, setLevel: quiet, setName: quiet },
  getLevel: () => 'error' as never,
}

function answerOf(service: Service, reply: Reply): SlackAnswer {
  const answer = reply.status === 200 || reply.status === 429 ? jsonOf(reply) : undefined
  if (answer?.ok === true && reply.status === 200) {
    return { ok: true, channel: textOf(answer.channel), ts: textOf(answer.ts) }
  }
  const word = textOf(answer?.error)
  if (answer?.ok !== false || word === undefined) {
    throw answerError(service, reply, undefined)
  }
  return {
    ok: false,
    word,
    error: slackError(service, { error: word, ...defined({ retryAfterMs: reply.retryAfterMs }) }),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
