import { type JsonObject, jsonObject } from '../../core/index.ts'
import { measured, numberOr, objectsAmong, objectsIn, sumOf, textOr } from './cli-objects.ts'
import { diagnoseProse, unknownWords } from './cli-prose.ts'
import type { CliReading, Printed } from './cli-reading.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseErrorType, diagnoseStatus, isKnownErrorType } from './status.ts'

/** By `api_error` of the result, where it has no status. */
const BY_API_ERROR: Readonly<Record<string, Diagnosis>> = {
  connection_failed: { class: 'connect', message: 'the client could not connect, or lost its connection' },
  stream_idle_timeout: { class: 'stalled', message: 'the stream to the client stalled' },
  max_output_tokens: { class: 'wrong_answer', message: 'the reply was cut at the token limit' },
}

/** By `error` of the assistant's event. */
const BY_ASSISTANT_ERROR: Readonly<Record<string, Diagnosis>> = {
  authentication_failed: { class: 'credentials', message: 'the client is not signed in' },
  billing_error: { class: 'quota', message: 'the account has no credit' },
  server_error: { class: 'server_error', message: 'the client says the service failed' },
  rate_limit: { class: 'quota', message: 'the client hit our rate limit' },
  model_not_found: { class: 'bad_request', message: 'the service does not know the model' },
  invalid_request: { class: 'bad_request', message: 'the request was refused' },
  max_output_tokens: { class: 'wrong_answer', message: 'the reply was cut at the token limit' },
}

interface Parts {
  readonly result: JsonObject | undefined
  readonly progress: CliReading['progress']
  readonly assistantError: string | undefined
  readonly stopReason: string | undefined
}

/**
 * Reads `--output-format json` and `stream-json` of Claude Code. Its `subtype` is `success` even for failures, so `is_error`
 * and the exit code decide whether it failed; status, type and codes decide the class.
 */
export function readClaudeCode({ stdout, stderr, exitCode }: Printed): CliReading {
  const objects = objectsIn(stdout)
  const events = objectsAmong(objects.filter(({ type }) => type === 'stream_event').map(({ event }) => event))
  const result = objects.findLast(({ type }) => type === 'result')
  const opening = jsonObject(events.find(({ type }) => type === 'message_start')?.message)
  const assistant = objects.findLast(({ type, error }) => type === 'assistant' && typeof error === 'string')
  const parts: Parts = {
    result,
    progress: progressOf(events, result),
    assistantError: textOr(assistant?.error),
    stopReason: textOr(result?.stop_reason) ?? stopReasonOf(events),
  }
  const failed = result ? result.is_error === true || (exitCode ?? 0) !== 0 : false
  const retries = objects.filter(({ type, subtype }) => type === 'system' && subtype === 'api_retry').length
  const usage = jsonObject(result?.usage) ?? jsonObject(opening?.usage)
  const turns = numberOr(result?.num_turns)
  return {
    answer: failed ? undefined : typeof result?.result === 'string' ? result.result : undefined,
    model: textOr(opening?.model),
    failure: failed ? failureOf(parts, stderr) : undefined,
    complete: failed || typeof result?.result === 'string',
    progress: parts.progress,
    measures: measured({
      // Its own `ttft_ms` is the time until the first message was complete.
      ttft_ms: numberOr(result?.ttft_stream_ms),
      api_ms: failed ? undefined : numberOr(result?.duration_api_ms),
      tokens: failed || !result ? undefined : numberOr(usage?.output_tokens),
      input_tokens: sumOf(usage, ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens']),
      output_tokens: numberOr(usage?.output_tokens),
      requests: turns === undefined ? undefined : Math.max(1, turns) + retries,
      retries: retries > 0 ? retries : undefined,
    }),
    status: numberOr(result?.api_error_status),
    result,
  }
}

function progressOf(events: readonly JsonObject[], result: JsonObject | undefined): CliReading['progress'] {
  if (events.some(({ type }) => type === 'content_block_delta')) return 'text'
  if (result?.is_error === false && textOr(result.result)) return 'text'
  return events.some(({ type }) => type === 'message_start') ? 'opened' : 'nothing'
}

function stopReasonOf(events: readonly JsonObject[]): string | undefined {
  return events.map(({ delta }) => textOr(jsonObject(delta)?.stop_reason)).findLast((reason) => reason !== undefined)
}

function failureOf(parts: Parts, stderr: string): Diagnosis {
  const text = wordsOf(parts.result) ?? stderr
  const detail = text.slice(0, 800)
  const diagnosis = byStatus(parts) ?? byCode(parts) ?? diagnoseProse(text) ?? byAssistant(parts)
  return { ...(diagnosis ?? unknownWords(text)), detail }
}

/** The message; newer versions put it into a list where the run itself failed. */
function wordsOf(result: JsonObject | undefined): string | undefined {
  const list = Array.isArray(result?.errors) ? result.errors.filter((text) => typeof text === 'string') : []
  return textOr(result?.result) ?? textOr(list.join('\n')) ?? textOr(result?.subtype)
}

function byStatus({ result, assistantError }: Parts): Diagnosis | undefined {
  // The service answers 400 to an account without credit; the client's code is exact.
  if (assistantError === 'billing_error') return BY_ASSISTANT_ERROR.billing_error
  const status = numberOr(result?.api_error_status)
  const errorType = textOr(result?.api_error_type)
  if (status !== undefined) return diagnoseStatus({ status, errorType })
  return errorType && isKnownErrorType(errorType) ? diagnoseErrorType(errorType, '') : undefined
}

function byCode({ result, stopReason, progress }: Parts): Diagnosis | undefined {
  if (stopReason === 'refusal') return { class: 'wrong_answer', message: 'the model refused to answer' }
  const code = textOr(result?.api_error)
  if (code === 'connection_failed' && /\b(ENOTFOUND|EAI_AGAIN)\b/.test(String(result?.result))) {
    return { class: 'dns', message: 'the client could not resolve the host name' }
  }
  if (code === 'connection_failed' && progress !== 'nothing') {
    return { class: 'truncated', message: 'the stream was cut off' }
  }
  if (code === 'stream_idle_timeout' && progress !== 'text') {
    return { class: 'timeout', message: 'no first token: the stream opened and stalled' }
  }
  return code ? BY_API_ERROR[code] : undefined
}

function byAssistant({ assistantError }: Parts): Diagnosis | undefined {
  return assistantError ? BY_ASSISTANT_ERROR[assistantError] : undefined
}
