import { jsonObject } from '../../core/index.ts'
import { lastObjectIn, measured, numberOr, objectsAmong, objectsIn, textOr } from './cli-objects.ts'
import { diagnoseProse, unknownWords } from './cli-prose.ts'
import type { CliReading, Printed } from './cli-reading.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseErrorType, diagnoseStatus, isKnownErrorType } from './status.ts'

/** Items whose text is no unknown kind of reply. */
const SILENT = new Set(['agent_message', 'reasoning', 'error'])

/**
 * Reads `codex exec --json`. Its errors are prose, mostly with the status in it. Items of type `error` come with successes
 * too, so only `turn.failed` and `error` at the top level are failures.
 */
export function readCodex({ stdout }: Printed): CliReading {
  const events = objectsIn(stdout)
  const items = objectsAmong(events.filter(({ type }) => type === 'item.completed').map(({ item }) => item))
  const answer = textOr(items.findLast(({ type }) => type === 'agent_message')?.text)
  const done = events.findLast(({ type }) => type === 'turn.completed')
  // A text in an item of an unknown kind may be the reply.
  const isOdd = answer === undefined && items.some(({ type, text }) => textOr(text) && !SILENT.has(String(type)))
  const failed = events.findLast(({ type }) => type === 'turn.failed')
  const error = events.findLast(({ type }) => type === 'error')
  const message = textOr(jsonObject(failed?.error)?.message) ?? (done ? undefined : textOr(error?.message))
  const failure = message === undefined ? undefined : diagnoseMessage(message)
  const usage = jsonObject(done?.usage)
  return {
    answer: done ? (answer ?? '') : undefined,
    failure,
    complete: (done !== undefined && !isOdd) || failure !== undefined,
    progress: answer === undefined ? 'nothing' : 'text',
    measures: measured({
      tokens: numberOr(usage?.output_tokens),
      input_tokens: numberOr(usage?.input_tokens),
      output_tokens: numberOr(usage?.output_tokens),
    }),
    status: failure?.httpStatus,
    result: done ?? failed,
  }
}

/** Some messages contain the error body of the API. */
function diagnoseMessage(message: string): Diagnosis {
  const detail = message.slice(0, 800)
  const error = jsonObject(lastObjectIn(message)?.error)
  const status = numberOr(error?.code)
  const errorType = textOr(error?.type)
  if (status !== undefined && status >= 400) return { ...diagnoseStatus({ status, errorType }), detail }
  const byWords = diagnoseProse(message)
  const byType =
    errorType && isKnownErrorType(errorType)
      ? { ...diagnoseErrorType(errorType, ''), message: `the service says ${errorType}` }
      : undefined
  return { ...(byType ?? byWords ?? unknownWords(message)), detail }
}
