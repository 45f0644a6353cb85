import type { Diagnosis } from './diagnosis.ts'

/** What a client's output says, whichever client it is. */
export interface CliReading {
  /** Text of the reply. */
  readonly answer: string | undefined
  /** The model that answered. */
  readonly model?: string | undefined
  /** What it says went wrong; structured fields first, prose last. Undefined where it claims success, or says nothing. */
  readonly failure: Diagnosis | undefined
  /** It came to an end of its own: its last object or event is there. */
  readonly complete: boolean
  /** How far the service's answer had come. */
  readonly progress: 'nothing' | 'opened' | 'text'
  readonly measures: Readonly<Record<string, number>>
  /** HTTP status it tells of. */
  readonly status?: number | undefined
  /** Its last object, for a probe that wants to look closer. */
  readonly result: Json | undefined
}

export type Json = Readonly<Record<string, unknown>>

/** What a command printed, and its exit code where it has ended. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}

/** Every line that is a JSON object, or the one object that the whole text is. Everything else is passed over. */
export function objectsIn(text: string): readonly Json[] {
  const whole = parseObject(text)
  if (whole) return [whole]
  return text
    .split('\n')
    .map(parseObject)
    .filter((value) => value !== undefined)
}

/** The object that a text ends with, however noisy the text before it is. */
export function lastObjectIn(text: string): Json | undefined {
  const end = text.lastIndexOf('}')
  for (let start = text.lastIndexOf('\n{', end); start >= -1; start = text.lastIndexOf('\n{', start - 1)) {
    const value = parseObject(text.slice(start + 1, end + 1))
    if (value || start <= 0) return value ?? parseObject(text.slice(0, end + 1))
  }
  return undefined
}

function parseObject(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return objectOr(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The value, if it is an object. */
export function objectOr(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

/** Those of the values that are objects. */
export function objectsAmong(values: readonly unknown[]): readonly Json[] {
  return values.map(objectOr).filter((value) => value !== undefined)
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
export function sumOf(object: Json | undefined, fields: readonly string[]): number | undefined {
  const numbers = fields.map((field) => numberOr(object?.[field])).filter((value) => value !== undefined)
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0)
}

/** Named numbers without those that are missing. */
export function measured(values: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined))
}
