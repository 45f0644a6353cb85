import { plural } from '../core/index.ts'
/** What was there instead. Long or `hidden` texts are only counted: they may be a secret in the wrong place. */
export function describe(value: unknown, hidden = false): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return hidden || value.length > 40 ? countOf(value) : JSON.stringify(withoutPassword(value))
  }
  if (hidden && typeof value === 'number') return 'a number'
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).join(', ') || 'no keys'}`
  return String(value)
}

function countOf(text: string): string {
  return `a text of ${plural(text.length, 'character')} (not shown: it may be a secret)`
}

/** An address may have a password in it. */
function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:@/\s]*):\S*@/, '$1:…@')
}
