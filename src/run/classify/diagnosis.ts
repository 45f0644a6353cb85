import { stripVTControlCharacters } from 'node:util'
import {
  BLAME_OF,
  type Blame,
  cutText,
  defined,
  type Failure,
  type FailureClass,
  type NetworkEvidence,
  printable,
} from '../../core/index.ts'

/** The cause of a failure, without its step, and before the controls decide about blame. */
export interface Diagnosis {
  readonly class: FailureClass
  readonly message: string
  readonly httpStatus?: number
  /** By which the service finds the request that failed. */
  readonly requestId?: string
  readonly detail?: string
  /** Overrides the blame of the class. */
  readonly blame?: Blame
  /** Of a failed connection: the evidence in the failure itself, and the requested host. */
  readonly sign?: NetworkEvidence['sign']
  readonly host?: string
}

const MESSAGE_LENGTH = 200
const DETAIL_LENGTH = 2_000

/** The failure of a diagnosis: its texts printable and bounded, its message one line. */
export function failureOf(diagnosis: Diagnosis, step?: string): Failure {
  const { httpStatus, requestId, detail, sign, host } = diagnosis
  return {
    class: diagnosis.class,
    blame: diagnosis.blame ?? BLAME_OF[diagnosis.class],
    message: cutText(plain(diagnosis.message.replace(/\s+/g, ' ')).trim(), MESSAGE_LENGTH),
    ...defined({ step, httpStatus, requestId }),
    ...(detail ? { detail: cutText(plain(detail), DETAIL_LENGTH) } : {}),
    ...(sign ? { network: { ...(host ? { host } : {}), sign, decidedBy: 'itself', votes: [] } } : {}),
  }
}

/** Without terminal escape codes; other unprintable characters are written as escapes. */
function plain(text: string): string {
  return printable(stripVTControlCharacters(text))
}
