import type { Secret } from '../../core/index.ts'
import { asciiWord } from '../text/plain-text.ts'
import { ChannelError } from './channel.ts'
import { type Reply, readReply, refusal, unreached } from './http.ts'

/** What a channel needs to speak to its service. `secret` is taken out of every error. */
export interface Service {
  readonly channel: string
  readonly secret: Secret
  readonly fetcher: typeof fetch
}

/**
 * Posts JSON and gives the answer, whatever its status. Follows no redirect: only a portal in between sends one.
 * @throws ChannelError where no answer came
 */
export async function postJson(
  { channel, secret, fetcher }: Service,
  request: {
    readonly url: string
    /** Deduplication key of the message. */
    readonly key: string
    readonly body: unknown
    readonly signal: AbortSignal
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<Reply> {
  try {
    const response = await fetcher(request.url, {
      method: 'POST',
      headers: {
        ...request.headers,
        'content-type': 'application/json',
        'user-agent': 'Doorwatch',
        'idempotency-key': asciiWord(request.key),
      },
      body: JSON.stringify(request.body),
      redirect: 'manual',
      signal: request.signal,
    })
    return await readReply(response)
  } catch (thrown) {
    throw unreached(channel, secret, thrown)
  }
}

/** The JSON object of an answer; undefined where it is none, as from a portal or proxy. */
export function jsonOf({ body }: Reply): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * The error for an answer that is no success. It is permanent only where the service itself says so: a portal, a proxy or
 * a wrong address in between answers as well, and none of them may cost an alert.
 * @param advice what to do, where the service said that repeating cannot help; undefined where it did not
 */
export function answerError(service: Service, reply: Reply, advice: string | undefined): ChannelError {
  const error = refusal(service.channel, service.secret, reply)
  if (advice !== undefined) return new ChannelError(error.message, { permanent: true, hint: advice })
  return new ChannelError(error.message, {
    permanent: false,
    retryAfterMs: error.retryAfterMs,
    hint: error.permanent
      ? `The answer is not from the service itself: a portal or proxy may stand in between. Check the address in ${service.secret.name}.`
      : error.hint,
  })
}

/** Whether an answer is a success. */
export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status <= 299
}
