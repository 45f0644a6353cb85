import { codeOf, cutText, defined, messageOf, type PageReachability, retryAfterMs } from '../core/index.ts'

export type Fetched =
  | { readonly ok: true; readonly unchanged: boolean; readonly json: unknown; readonly validators: HeaderFields }
  | {
      readonly ok: false
      readonly voice: Exclude<PageReachability, 'heard' | 'unwatched'>
      readonly message: string
      readonly httpStatus?: number
      readonly retryAfterMs?: number
    }

type HeaderFields = Readonly<Record<string, string>>

/** Largest answer that is read, bytes. */
const MOST_BYTES = 4 * 1024 * 1024

/** The JSON at a URL, or why it could not be read. Never throws. */
export async function fetchJson(request: {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly signal: AbortSignal
  readonly userAgent: string
  readonly headers: HeaderFields
}): Promise<Fetched> {
  try {
    const response = await request.fetch(request.url, {
      headers: { accept: 'application/json', 'user-agent': request.userAgent, ...request.headers },
      signal: request.signal,
    })
    if (response.status === 304) return { ok: true, unchanged: true, json: undefined, validators: {} }
    if (!response.ok) {
      await response.body?.cancel()
      return refusal(response)
    }
    return parse(await boundedText(response), response)
  } catch (error) {
    return { ok: false, voice: 'unreachable', message: networkMessage(error) }
  }
}

/** A status under 500 refuses this client only (`refused`); the page may work for others. */
function refusal(response: Response): Fetched {
  const { status } = response
  return {
    ok: false,
    voice: status >= 500 ? 'unavailable' : 'refused',
    message: `HTTP ${status}`,
    httpStatus: status,
    ...defined({ retryAfterMs: retryAfterMs(response.headers) }),
  }
}

function parse(text: string | undefined, response: Response): Fetched {
  const malformed = (message: string): Fetched => ({
    ok: false,
    voice: 'malformed',
    message,
    httpStatus: response.status,
  })
  if (text === undefined) return malformed(`an answer of more than ${MOST_BYTES / 1024 / 1024} MB`)
  try {
    return { ok: true, unchanged: false, json: JSON.parse(text) as unknown, validators: validatorsOf(response) }
  } catch {
    return malformed(/^\s*</.test(text) ? 'a web page instead of JSON' : 'an answer that is not JSON')
  }
}

function validatorsOf(response: Response): HeaderFields {
  const etag = response.headers.get('etag')
  const modified = response.headers.get('last-modified')
  return {
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(modified ? { 'if-modified-since': modified } : {}),
  }
}

async function boundedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  // The decoder removes a byte order mark, which JSON.parse refuses.
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function networkMessage(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ABORT_ERR') return 'no answer in time'
  return code === undefined ? cutText(messageOf(error), 120) : `no connection (${code})`
}
