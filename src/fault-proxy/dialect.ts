/** The parts of a protocol that faults need. */
export interface Dialect {
  /** The body of an error answer. */
  errorBody(type: string, message: string): string
  /** The event of an error inside a stream. */
  errorEvent(type: string, message: string): string
  /** The kind of an event of a stream: a token of the reply, part of its end, or another event. */
  eventKind(event: string): 'token' | 'end' | 'other'
}

const MESSAGES: Dialect = {
  errorBody: (type, message) => JSON.stringify({ type: 'error', error: { type, message } }),
  errorEvent: (type, message) => errorEvent({ type: 'error', error: { type, message } }),
  eventKind(text) {
    if (/"type"\s*:\s*"content_block_delta"/.test(text)) return 'token'
    return /"type"\s*:\s*"(content_block_stop|message_delta|message_stop)"/.test(text) ? 'end' : 'other'
  },
}

const CHAT_COMPLETIONS: Dialect = {
  errorBody: (type, message) => JSON.stringify({ error: { message, type, param: null, code: null } }),
  errorEvent: (type, message) => `data: ${CHAT_COMPLETIONS.errorBody(type, message)}\n\n`,
  eventKind(text) {
    if (/"content"\s*:\s*"[^"]/.test(text)) return 'token'
    return /"finish_reason"\s*:\s*"|\[DONE\]/.test(text) ? 'end' : 'other'
  },
}

const RESPONSES: Dialect = {
  errorBody: CHAT_COMPLETIONS.errorBody,
  errorEvent: (type, message) => errorEvent({ type: 'error', code: type, message, param: null }),
  eventKind(text) {
    if (/"type"\s*:\s*"response\.output_text\.delta"/.test(text)) return 'token'
    return /"type"\s*:\s*"response\.(output_text\.done|completed)"/.test(text) ? 'end' : 'other'
  },
}

/** The protocol of a path: OpenAI's chat completions or responses, else Anthropic's Messages. */
export function dialectOf(path: string): Dialect {
  if (path.endsWith('/chat/completions')) return CHAT_COMPLETIONS
  return path.endsWith('/responses') ? RESPONSES : MESSAGES
}

/** The message of an error, as the providers write it. */
export function errorMessage(type: string): string {
  return ERROR_MESSAGES[type] ?? 'Internal server error'
}

const ERROR_MESSAGES: Readonly<Record<string, string>> = {
  overloaded_error: 'Overloaded',
  rate_limit_error: 'This request would exceed your rate limit',
  authentication_error: 'invalid x-api-key',
}

function errorEvent(data: object): string {
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`
}
