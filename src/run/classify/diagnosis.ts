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

/** What went wrong, before it is known in which step, and before the control checks had their say. */
export interface Diagnosis {
  readonly class: FailureClass
  readonly message: string
  readonly httpStatus?: number
  readonly detail?: string
  /** Where the class alone does not tell whose fault it is. */
  readonly blame?: Blame
  /** Of a failed connection: what it says by itself, and the host that was asked. */
  readonly sign?: NetworkEvidence['sign']
  readonly host?: string
}

const MESSAGE_LENGTH = 200
const DETAIL_LENGTH = 2_000

/** The diagnosis as the rest of the product knows it: named, printable, bounded, one line for the message. */
export function failureOf(diagnosis: Diagnosis, step?: string): Failure {
  const { httpStatus, detail, sign, host } = diagnosis
  return {
    class: diagnosis.class,
    blame: diagnosis.blame ?? BLAME_OF[diagnosis.class],
    message: cutText(plain(diagnosis.message.replace(/\s+/g, ' ')).trim(), MESSAGE_LENGTH),
    ...defined({ step, httpStatus }),
    ...(detail ? { detail: cutText(plain(detail), DETAIL_LENGTH) } : {}),
    ...(sign ? { network: { ...(host ? { host } : {}), sign, decidedBy: 'itself', votes: [] } } : {}),
  }
}

/** Colours and commands to a terminal are taken out; what else is unprintable is written out. */
function plain(text: string): string {
  return printable(stripVTControlCharacters(text))
}
