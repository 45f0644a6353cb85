import { oneLine } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'

const ERROR_CHARACTERS = 160

/** The error of a reply as one short line. */
export function errorLine(text: string): string {
  return oneLine(text, ERROR_CHARACTERS)
}

/** A reply without an answer. */
export function failedReply(error: string): Reply {
  return { text: '', complete: false, error: errorLine(error) }
}
