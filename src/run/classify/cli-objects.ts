import { stripVTControlCharacters } from 'node:util'
import { isJsonObject, type JsonObject, parseJson } from '../../core/index.ts'

/** An output without colours, cursor movements and byte order marks. */
export function plainText(output: string): string {
  return stripVTControlCharacters(output.replace(/\uFEFF/g, ''))
}

/** Most opening brackets of JSON over several lines that are followed to their end; a text with more is not JSON. */
const MOST_STARTS = 50

/**
 * Every JSON object of an output: one a line, over several lines, or in arrays. Other text is skipped.
 */
export function objectsIn(text: string): readonly JsonObject[] {
  const whole = valuesOf(text)
  if (whole) return whole
  const objects: JsonObject[] = []
  let starts = 0
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    const inLine = valuesOf(line)
    let next = end + 1
    if (inLine) objects.push(...inLine)
    else if (/^\s*[[{]/.test(line) && starts < MOST_STARTS) {
      starts += 1
      const close = closingOf(text, at + line.search(/[[{]/))
      const values = close === undefined ? undefined : valuesOf(text.slice(at, close))
      if (values && close !== undefined) {
        objects.push(...values)
        // The rest of the line may be the next value.
        next = close
      }
    }
    at = next
  }
  return objects
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** Where the bracket at `from` is closed (exclusive); undefined where it is not. */
function closingOf(text: string, from: number): number | undefined {
  let depth = 0
  let inString = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth += 1
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return undefined
}

/** The object that a text is, or the objects of the array that it is. */
function valuesOf(text: string): readonly JsonObject[] | undefined {
  // The parser rejects it too, a hundred times slower.
  if (!/^\s*[[{]/.test(text) || !/[\]}]$/.test(text.trimEnd())) return undefined
  const value = parseJson(text)
  if (Array.isArray(value)) return objectsAmong(value)
  return isJsonObject(value) ? [value] : undefined
}

/** The object at the end of a text, whatever text is before it. */
export function lastObjectIn(text: string): JsonObject | undefined {
  const end = text.lastIndexOf('}') + 1
  if (end === 0) return undefined
  let start = end
  for (let tries = 0; tries < MOST_STARTS && start > 0; tries += 1) {
    // -1 (not found) becomes 0, where a line begins too.
    start = text.lastIndexOf('\n{', start - 2) + 1
    const value = objectOf(text.slice(start, end))
    if (value) return value
  }
  return undefined
}

function objectOf(text: string): JsonObject | undefined {
  return text.trimStart().startsWith('{') ? valuesOf(text)?.[0] : undefined
}

/** Those of the values that are objects. */
export function objectsAmong(values: readonly unknown[]): readonly JsonObject[] {
  return values.filter(isJsonObject)
}

/** The value, if it is a text with something in it. */
export function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The value, if it is a number. */
export function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Sum of those fields that are numbers; undefined where none is. */
export function sumOf(object: JsonObject | undefined, fields: readonly string[]): number | undefined {
  const numbers = fields.map((field) => numberOr(object?.[field])).filter((value) => value !== undefined)
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0)
}

/** Named numbers without those that are missing. */
export function measured(values: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined))
}
