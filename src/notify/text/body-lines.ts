import { type Alert, oneLine } from '../../core/index.ts'
import { alertText } from './alert-text.ts'

const HEADLINE = 300

/** The headline of a message as one clean line. */
export function headlineOf(message: Alert): string {
  return oneLine(message.headline, HEADLINE)
}

/** Everything of a message below its headline, as clean lines in order of importance. */
export function bodyLines(message: Alert & { readonly digest?: true }): readonly string[] {
  return alertText(message)
    .split('\n')
    .slice(1)
    .filter((line, index) => index > 0 || line !== '')
}
