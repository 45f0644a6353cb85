import type { StreamError } from 'doorwatch/probe'

/** The error in the field `error` of Anthropic's and OpenAI's JSON. Accepts any shape, because every error counts. */
export function errorFrom(value: unknown): StreamError {
  const { type, code, message } = (typeof value === 'object' ? (value ?? {}) : { message: value }) as ErrorFields
  const name = [type, code].find((field) => typeof field === 'string')
  return { ...(name === undefined ? {} : { type: name }), message: typeof message === 'string' ? message : '' }
}

interface ErrorFields {
  readonly type?: unknown
  readonly code?: unknown
  readonly message?: unknown
}
