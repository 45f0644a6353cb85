import { codesOf, diagnoseNet } from '../../classify/net.ts'
import { ObservedFailure } from '../../classify/thrown.ts'

/**
 * Why a request failed, in one word: the code of the network error, else the class of the failure. Undefined where the
 * status says it.
 */
export function failureCode(error: unknown, status: number | undefined): string | undefined {
  const code = codesOf(error).find((candidate) => diagnoseNet(candidate) !== undefined)
  if (code !== undefined) return code
  if (status !== undefined && status >= 300) return undefined
  return error instanceof ObservedFailure ? error.diagnosis.class : 'failed'
}
