import { type JsonObject, jsonObject, parseJson } from '../../core/index.ts'
import { asciiWord } from '../text/plain-text.ts'
import { type Reply, readReply, type Service, unreached } from './http.ts'

/**
 * The address of a service.
 * @param edit changes it, as for a query parameter
 * @throws ChannelError where the secret is not a URL
 */
export function addressOf(service: Service, edit: (url: URL) => void): string {
  try {
    const url = new URL(service.secret.reveal())
    edit(url)
    return url.href
  } catch (thrown) {
    throw unreached(service, thrown)
  }
}

/**
 * The answer to JSON that is posted, whatever its status. Follows no redirect: only a captive portal sends one.
 * @throws ChannelError where no answer arrives
 */
export async function postJson(
  service: Service,
  request: {
    readonly url: string
    /** Deduplication key of the message. */
    readonly key: string
    readonly body: unknown
    readonly signal: AbortSignal
    readonly headers?: Readonly<Record<string, string>>
    /** The headers that sign a body. */
    readonly sign?: (body: string) => Readonly<Record<string, string>>
  },
): Promise<Reply> {
  const body = JSON.stringify(request.body)
  try {
    const response = await service.fetcher(request.url, {
      method: 'POST',
      headers: {
        ...request.headers,
        'content-type': 'application/json',
        'user-agent': 'Doorwatch',
        'idempotency-key': asciiWord(request.key),
        ...request.sign?.(body),
      },
      body,
      redirect: 'manual',
      signal: request.signal,
    })
    return await readReply(response, MAX_ANSWER_BYTES)
  } catch (thrown) {
    throw unreached(service, thrown)
  }
}

/** Discord, Telegram and ntfy repeat the message in their answer, up to six bytes a character. */
const MAX_ANSWER_BYTES = 65_536

/** The JSON object of an answer; undefined where it is none, as from a captive portal or proxy. */
export function jsonOf({ body }: Reply): JsonObject | undefined {
  return jsonObject(parseJson(body))
}
