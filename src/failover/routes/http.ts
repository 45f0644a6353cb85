import { defined, jsonObject, parseJson } from '../../core/index.ts'
import { EventSplitter } from '../../fault-proxy/index.ts'
import type { Reply } from '../judging/cell.ts'
import { errorLine, failedReply } from './failed-reply.ts'
import { keyScrubber } from './key-scrubber.ts'
import { type Api, type Entry, MAX_TOKENS, type Route } from './route.ts'

/** A route without a client library: one streamed request, no retries. */
export function httpRoute(name: 'gateway' | 'direct', entry: Entry, fetcher: typeof fetch): Route {
  return {
    name,
    client: `HTTP (${entry.api})`,
    parallel: 16,
    ask: (prompt, signal) => ask(entry, fetcher, prompt, signal),
  }
}

/** Bytes of an error answer that are read. */
const ERROR_BYTES = 8 * 1024
/** An answer of 100 tokens has some 30 KiB of events. */
const MOST_BYTES = 1024 * 1024
const TOO_LONG = 'the answer is longer than 1 MiB'

async function ask(entry: Entry, fetcher: typeof fetch, prompt: string, signal: AbortSignal): Promise<Reply> {
  const scrubber = keyScrubber(entry)
  const response = await fetcher(`${entry.url}${PATHS[entry.api]}`, {
    method: 'POST',
    headers: headersOf(entry),
    body: JSON.stringify(bodyOf(entry, prompt)),
    signal,
  })
  const httpStatus = response.status
  if (!response.ok) {
    return { ...failedReply(`HTTP ${httpStatus}: ${scrubber.text(await beginningOf(response))}`), httpStatus }
  }
  const reading = new StreamReading(entry.api)
  const splitter = new EventSplitter()
  let bytes = 0
  try {
    for await (const piece of response.body ?? []) {
      for (const event of splitter.push(piece)) reading.add(scrubber.text(event))
      bytes += piece.length
      if (bytes > MOST_BYTES) return { ...reading.reply(), httpStatus, complete: false, error: TOO_LONG }
    }
    return { ...reading.reply(), httpStatus }
  } catch (error) {
    if (signal.aborted) throw error
    return { ...reading.reply(), httpStatus, error: 'the connection broke off' }
  }
}

/** The beginning of an error answer. The rest is not read, because a gateway may send any amount. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > ERROR_BYTES) break
  }
  return text
}

const PATHS: Readonly<Record<Api, string>> = { messages: '/v1/messages', 'chat-completions': '/v1/chat/completions' }

function headersOf({ api, key }: Entry): Record<string, string> {
  const common = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  return api === 'messages' ? { ...common, 'x-api-key': key, 'anthropic-version': '2023-06-01' } : common
}

function bodyOf({ model }: Entry, prompt: string): object {
  return { model, max_tokens: MAX_TOKENS, stream: true, messages: [{ role: 'user', content: prompt }] }
}

/** The fields of events of both protocols that are read; a gateway may send anything in them. */
interface StreamEvent {
  readonly type?: unknown
  readonly message?: { readonly model?: unknown } | null
  readonly delta?: { readonly text?: unknown } | null
  readonly model?: unknown
  readonly choices?: readonly ({ readonly delta?: { readonly content?: unknown } | null } | null)[] | null
  readonly error?: unknown
}

/** Reads the events of a stream, and checks that it is complete. */
export class StreamReading {
  readonly #api: Api
  #text = ''
  #complete = false
  #model: string | undefined
  #error: string | undefined

  constructor(api: Api) {
    this.#api = api
  }

  /** Adds one whole event. Data that is not JSON is ignored. */
  add(event: string): void {
    const data = /^data: ?(.*)$/m.exec(event)?.[1]?.trim()
    if (data === undefined) return
    if (data === '[DONE]') this.#complete = this.#api === 'chat-completions' || this.#complete
    const parsed = parse(data)
    if (!parsed) return
    this.#model ??= stringOf(parsed.message?.model ?? parsed.model)
    this.#text += stringOf(parsed.delta?.text ?? parsed.choices?.[0]?.delta?.content) ?? ''
    if (parsed.type === 'message_stop') this.#complete = true
    if (parsed.error) this.#error ??= errorLine(errorWords(parsed.error))
  }

  reply(): Reply {
    return {
      text: this.#text,
      complete: this.#complete,
      ...defined({ error: this.#error, model: this.#model }),
    }
  }
}

/** Gateways send an error as `{ type, message }`, without a type, or as a text. */
function errorWords(error: unknown): string {
  if (typeof error === 'string') return error
  const { type, message } = error as { readonly type?: unknown; readonly message?: unknown }
  return [stringOf(type), stringOf(message)].filter(Boolean).join(': ') || 'an error without text'
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function parse(data: string): StreamEvent | undefined {
  return jsonObject(parseJson(data))
}
