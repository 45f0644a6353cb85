import { type JsonObject, jsonObject } from '../../core/index.ts'
import { lastObjectIn, measured, numberOr, objectsAmong, objectsIn, sumOf, textOr } from './cli-objects.ts'
import { diagnoseProse, unknownWords } from './cli-prose.ts'
import type { CliReading, Printed } from './cli-reading.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseStatus } from './status.ts'

/** Its exit code is the HTTP status modulo 256, except for a few of its own. */
const STATUSES = [400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 529]
/** Exit code of "Invalid auth method", which is a setting of ours. */
const NO_AUTH = 41

/**
 * Reads `gemini --output-format json`: success on standard output, failures at the end of a noisy standard error. After a
 * broken stream it exits with 0 and prints half a reply and an error, so the error decides.
 */
export function readGemini({ stdout, stderr, exitCode }: Printed): CliReading {
  const printed =
    objectsIn(stdout).findLast((object) => 'response' in object || 'error' in object) ?? lastObjectIn(stdout)
  const result = printed ?? lastObjectIn(stderr)
  const error = jsonObject(result?.error)
  const response = typeof printed?.response === 'string' ? printed.response : undefined
  // An error on standard error is final only once the client has ended: before that it may retry.
  const isFinal = exitCode !== undefined || printed !== undefined
  const failure = error && isFinal ? failureOf(error, exitCode ?? 0, response, stderr) : undefined
  return {
    answer: failure ? undefined : response,
    failure,
    complete: failure !== undefined || response !== undefined,
    progress: response ? 'text' : 'nothing',
    measures: measuresOf(jsonObject(result?.stats), failure !== undefined),
    status: failure?.httpStatus,
    result,
  }
}

function failureOf(
  error: Readonly<Record<string, unknown>>,
  exitCode: number,
  response: string | undefined,
  stderr: string,
): Diagnosis {
  const message = textOr(error.message) ?? ''
  const detail = (message || stderr).slice(0, 800)
  if (exitCode === NO_AUTH) return { class: 'credentials', message: 'the client is not signed in', detail }
  if (/empty response/.test(message)) return { class: 'wrong_answer', message: 'the reply is empty', detail }
  if (error.type === 'INVALID_STREAM') {
    const broken = response ? 'the stream was cut off' : 'the stream ended without a reply'
    return { class: 'truncated', message: broken, detail }
  }
  const code = numberOr(error.code)
  const status = statusIn(code, exitCode, stderr)
  if (status !== undefined) return { ...diagnoseStatus({ status }), detail }
  return { ...(diagnoseProse(message || stderr) ?? unknownWords(message || stderr)), detail }
}

/** By the error's code, else by the exit code, else (for 404) by the error printed before it. */
function statusIn(code: number | undefined, exitCode: number, stderr: string): number | undefined {
  if (code !== undefined && code >= 400 && code < 600) return code
  const printed = Number(/^\s*(?:status|code): (\d{3}),?$/m.exec(stderr)?.[1])
  return STATUSES.find((status) => (exitCode > 1 && status % 256 === exitCode) || status === printed)
}

/** Sums over `stats.models.*`. */
function measuresOf(stats: JsonObject | undefined, failed: boolean): Readonly<Record<string, number>> {
  const models = objectsAmong(Object.values(jsonObject(stats?.models) ?? {}))
  const total = (of: (model: JsonObject) => number | undefined) => {
    const sum = models.reduce((all, model) => all + (of(model) ?? 0), 0)
    return sum > 0 ? sum : undefined
  }
  const tokens = total((model) => numberOr(jsonObject(model.tokens)?.candidates))
  return measured({
    tokens: failed ? undefined : tokens,
    input_tokens: total((model) => numberOr(jsonObject(model.tokens)?.prompt)),
    output_tokens: total((model) => sumOf(jsonObject(model.tokens), ['candidates', 'thoughts'])),
    requests: total((model) => numberOr(jsonObject(model.api)?.totalRequests)),
  })
}
