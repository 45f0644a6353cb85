import { type FailureClass, type JsonObject, jsonObject, parseJson } from '../../core/index.ts'

/** The codes in a JSON reply to a sign-in. */
export interface SignInReply {
  /** `credentials` for an error of no other class; undefined where it reports no error. */
  readonly class: FailureClass | undefined
  readonly code: string | undefined
}

/** Codes of OAuth (RFC 6749, 4.1.2.1), GraphQL servers and JSON APIs. Prose is never matched. */
const BY_CODE: readonly (readonly [RegExp, FailureClass])[] = [
  [/^(internal|api|server)_?(server_?)?error$|^(temporarily_|service_)?unavailable$|^internal$/i, 'server_error'],
  [/^overloaded(_error)?$/i, 'overloaded'],
  [/^(rate_?limit\w*|too_?many_?\w+|throttl\w+|over_\w+_rate_limit|\w+_rate_limit(ed|_exceeded)?)$/i, 'quota'],
  [/captcha|^bot_/i, 'blocked'],
]
const CODE_KEYS = new Set(['code', 'error', 'error_code', 'errorCode', 'type', 'reason', 'status'])
const CODE = /^[A-Za-z][A-Za-z0-9]*(?:[_./-][A-Za-z0-9]+)*$/
const MOST_DEPTH = 5

/** Reads the body of a reply to a sign-in; undefined where it is no object or array of JSON. */
export function readSignInReply(body: string): SignInReply | undefined {
  const data = parseJson(body)
  if (typeof data !== 'object' || data === null) return undefined
  if (!reportsError(jsonObject(data) ?? {})) return { class: undefined, code: undefined }
  const codes = codesIn(data, 0)
  for (const code of codes) {
    const match = BY_CODE.find(([pattern]) => pattern.test(code))
    if (match) return { class: match[1], code }
  }
  return { class: 'credentials', code: codes[0] }
}

function reportsError({ ok, success, error, errors }: JsonObject): boolean {
  if (ok === false || success === false) return true
  return isPresent(error) || isPresent(errors)
}

function isPresent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value)
  return Object.keys(value).length > 0
}

function codesIn(data: unknown, depth: number): readonly string[] {
  if (typeof data !== 'object' || data === null || depth > MOST_DEPTH) return []
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value === 'string') return CODE_KEYS.has(key) && CODE.test(value) ? [value] : []
    return codesIn(value, depth + 1)
  })
}
