import { randomUUID } from 'node:crypto'
import type { Ask } from './arguments.ts'
import { type Attempt, attempt, type Message } from './attempt.ts'
import type { StreamEvent } from './events.ts'
import { type AttemptFailure, formatFailure } from './failure.ts'
import type { Settings } from './settings.ts'
import { VERSION } from './version.ts'

/** Times of one request, ms since the process began. */
interface Times {
  readonly requestAt: number
  firstFrameAt?: number
  firstTextAt?: number
}

type Emit = (line: Readonly<Record<string, unknown>>) => void

/** One request to the service, with retries. Prints lines in the shapes of Claude Code. */
export class Session {
  readonly id = randomUUID()
  readonly #ask: Ask
  readonly #settings: Settings
  readonly #emit: Emit
  readonly #times: Times

  constructor(ask: Ask, settings: Settings, emit: Emit) {
    this.#ask = ask
    this.#settings = settings
    this.#emit = emit
    this.#times = { requestAt: performance.now() }
  }

  /** Sends the request until it is answered or no retry is left. Resolves with the result line. */
  async run(): Promise<Readonly<Record<string, unknown>>> {
    this.#print({
      type: 'system',
      subtype: 'init',
      model: this.#ask.model,
      tools: [],
      version: VERSION,
      apiKeySource: 'env',
    })
    const last = judgeStop(await this.#attempts())
    if (last.kind === 'message') {
      this.#print({ type: 'assistant', message: assistantMessage(last.message), request_id: last.message.requestId })
      return this.result({
        is_error: false,
        result: last.message.text,
        stop_reason: last.message.stopReason,
        api_error_status: null,
        terminal_reason: 'completed',
        usage: last.message.usage,
      })
    }
    return this.failed(last.failure)
  }

  /** Prints the assistant event of a failure. @returns its result line */
  failed(failure: AttemptFailure): Readonly<Record<string, unknown>> {
    const message = assistantMessage({ text: failure.message, model: '<synthetic>', stopReason: null, usage: {} })
    const error = { is_api_error_message: true, error: failure.assistantError, request_id: failure.requestId }
    this.#print({ type: 'assistant', message, ...error })
    return this.result({
      is_error: true,
      result: failure.message,
      stop_reason: null,
      api_error_status: failure.status,
      api_error_type: failure.type,
      api_error: failure.apiError,
      terminal_reason: 'api_error',
    })
  }

  /** The last line. Its `subtype` is success even for failures, as in Claude Code: `is_error` decides. */
  result(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { requestAt, firstFrameAt, firstTextAt } = this.#times
    const now = performance.now()
    const since = (at: number | undefined) => (at === undefined ? undefined : Math.round(at - requestAt))
    return {
      duration_ms: Math.round(now),
      duration_api_ms: since(now),
      time_to_request_ms: Math.round(requestAt),
      first_content_frame_ms: since(firstFrameAt),
      ttft_stream_ms: since(firstTextAt),
      ttft_ms: firstTextAt === undefined ? undefined : since(now),
      num_turns: 1,
      total_cost_usd: 0,
      permission_denials: [],
      session_id: this.id,
      uuid: randomUUID(),
      type: 'result',
      subtype: 'success',
      ...fields,
    }
  }

  async #attempts(): Promise<Attempt> {
    for (let number = 1; ; number += 1) {
      const outcome = await attempt(this.#ask, this.#settings, (event) => this.#onEvent(event))
      if (outcome.kind === 'message' || !outcome.failure.retryable || number > this.#settings.retries) return outcome
      const wait = outcome.failure.retryAfterMs ?? Math.min(8_000, 500 * 2 ** (number - 1))
      this.#print({
        type: 'system',
        subtype: 'api_retry',
        attempt: number,
        ...retryFields(outcome.failure, wait, this.#settings),
      })
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  #onEvent(event: StreamEvent): void {
    const now = performance.now()
    if (event.type === 'content_block_start') this.#times.firstFrameAt ??= now
    if (event.delta?.text) this.#times.firstTextAt ??= now
    if (this.#ask.partial) this.#print({ type: 'stream_event', event, parent_tool_use_id: null })
  }

  /** Lines before the last one are for stream-json only. */
  #print(line: Readonly<Record<string, unknown>>): void {
    if (this.#ask.format === 'stream-json') this.#emit({ ...line, session_id: this.id, uuid: randomUUID() })
  }
}

const RETRY_WORDS: Readonly<Record<number, string>> = { 429: 'rate_limit', 529: 'overloaded' }

function retryFields(failure: AttemptFailure, waitMs: number, settings: Settings) {
  const { status } = failure
  const error = status === null ? 'unknown' : (RETRY_WORDS[status] ?? 'server_error')
  return { max_retries: settings.retries, retry_delay_ms: waitMs, error_status: status, error }
}

/** A reply that was cut off or refused is a failure, although the API answered well. */
function judgeStop(outcome: Attempt): Attempt {
  if (outcome.kind === 'failure') return outcome
  const { stopReason } = outcome.message
  if (stopReason === 'max_tokens') {
    const failure = formatFailure('the response exceeded the output token maximum')
    return {
      kind: 'failure',
      failure: { ...failure, apiError: 'max_output_tokens', assistantError: 'max_output_tokens' },
    }
  }
  if (stopReason === 'refusal') {
    return {
      kind: 'failure',
      failure: { ...formatFailure('the model refused to answer'), assistantError: 'invalid_request' },
    }
  }
  return outcome
}

function assistantMessage(message: Omit<Message, 'requestId'>) {
  return {
    role: 'assistant',
    type: 'message',
    model: message.model,
    content: [{ type: 'text', text: message.text }],
    stop_reason: message.stopReason,
    usage: message.usage,
  }
}
