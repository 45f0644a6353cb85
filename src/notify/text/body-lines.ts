import type { Alert } from '../../core/index.ts'
import { alertText } from './alert-text.ts'

/** Everything of a message below its headline, as clean lines in order of importance. */
export function bodyLines(message: Alert & { readonly digest?: true }): readonly string[] {
  return alertText(message)
    .split('\n')
    .slice(1)
    .filter((line, index) => index > 0 || line !== '')
}
