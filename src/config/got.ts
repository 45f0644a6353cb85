import { plural } from '../core/index.ts'

/** A value as a problem shows it. Of long and of `isHidden` texts only the length: they may be a misplaced secret. */
export function describe(value: unknown, isHidden = false): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return isHidden || value.length > 40 ? lengthOf(value) : JSON.stringify(withoutPassword(value))
  }
  if (isHidden && typeof value === 'number') return 'a number'
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).join(', ') || 'no keys'}`
  return String(value)
}

function lengthOf(text: string): string {
  return `a text of ${plural(text.length, 'character')} (not shown: it may be a secret)`
}

/** The password in an address is replaced. */
function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:@/\s]*):\S*@/, '$1:…@')
}
