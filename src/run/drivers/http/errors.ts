import { isJsonObject, jsonObject, parseJson } from '../../../core/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { isWallByHeaders, isWallByWords, wordsOfPage } from '../../classify/page-words.ts'
import { headroomOf } from '../../classify/rate-limits.ts'
import { diagnoseErrorType, diagnoseStatus } from '../../classify/status.ts'

/** Diagnosis of an answer with an error status, by its codes and headers. @param text the scrubbed body */
export function diagnoseReply(status: number, headers: Readonly<Record<string, string>>, text: string): Diagnosis {
  const error = errorIn(parseJson(text))
  const isPage = /html/.test(headers['content-type'] ?? '')
  const words = isPage ? wordsOfPage(text) : text.slice(0, 500)
  const diagnosis = diagnoseStatus({
    status,
    errorType: error?.type,
    errorCode: error?.code,
    words: error?.message,
    htmlForJson: isPage,
    headroom: headroomOf(headers),
  })
  const detail = [
    headers.location && `to ${headers.location}`,
    headers['retry-after'] && `retry after ${headers['retry-after']} s`,
    error?.code && `code ${error.code}`,
    error?.message ?? words.slice(0, 500),
  ]
  const isWall = isWallByHeaders(headers) || ([403, 429, 503].includes(status) && isPage && isWallByWords(words))
  return {
    ...diagnosis,
    ...(isWall ? { class: 'blocked', message: `HTTP ${status}: a bot wall blocks access` } : {}),
    detail: detail.filter(Boolean).join('; '),
  }
}

/**
 * Diagnosis of an answer with status 200 that is not what was requested.
 * @param text the scrubbed beginning of the body
 * @param wanted what was requested: 'JSON', 'an event stream'
 */
export function diagnoseStranger(headers: Readonly<Record<string, string>>, text: string, wanted: string): Diagnosis {
  const error = errorIn(parseJson(text))
  if (error) return diagnoseInside(error)
  const type = text === '' ? 'an empty body' : (headers['content-type'] ?? 'something else')
  const words = wordsOfPage(text)
  if (isWallByHeaders(headers)) {
    return { class: 'blocked', message: 'HTTP 200: a bot wall blocks access', httpStatus: 200, detail: words }
  }
  const message = `HTTP 200 with ${type} instead of ${wanted}`
  return { class: 'edge', message, httpStatus: 200, detail: words.slice(0, 500) }
}

/**
 * Diagnosis of an answer with a good status that consists of an error; undefined for any other. An error among other fields
 * (why a job failed) may be what was requested.
 */
export function diagnoseOnlyError(json: unknown): Diagnosis | undefined {
  if (!isJsonObject(json)) return undefined
  const { type, error, request_id: _id, ...others } = json
  if (type !== 'error' && (!error || type !== undefined || Object.keys(others).length > 0)) return undefined
  return diagnoseInside(errorIn(json) ?? { type: undefined, message: typeof error === 'string' ? error : '' })
}

function diagnoseInside({ type, message }: { readonly type: string | undefined; readonly message: string }): Diagnosis {
  return { ...diagnoseErrorType(type, message, 'in an answer with HTTP 200'), httpStatus: 200 }
}

/** The error in JSON of Anthropic's or OpenAI's shape: `type`, `message`, and a more specific `code` where it has one. */
function errorIn(
  json: unknown,
): { readonly type: string; readonly message: string; readonly code: string | undefined } | undefined {
  const error = jsonObject(jsonObject(json)?.error)
  const type = error?.type ?? error?.code
  if (typeof type !== 'string') return undefined
  const code = jsonObject(error?.details)?.error_code ?? error?.code
  return { type, message: String(error?.message ?? ''), code: typeof code === 'string' ? code : undefined }
}
