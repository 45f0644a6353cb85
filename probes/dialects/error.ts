import type { StreamError } from 'doorwatch/probe'

/** What stands under `error` in Anthropic's and OpenAI's JSON, or in place of it: an error counts whatever its shape. */
export function errorFrom(value: unknown): StreamError {
  const { type, code, message } = (typeof value === 'object' ? (value ?? {}) : { message: value }) as ErrorFields
  const name = [type, code].find((one) => typeof one === 'string')
  return { ...(name === undefined ? {} : { type: name }), message: typeof message === 'string' ? message : '' }
}

interface ErrorFields {
  readonly type?: unknown
  readonly code?: unknown
  readonly message?: unknown
}
