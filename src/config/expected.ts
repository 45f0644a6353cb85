import type * as z from 'zod'
import { nearest, type Problem } from '../core/index.ts'

type Issue = z.core.$ZodIssue

/** The expectation of a key that takes a secret. */
export const SECRET_WANTED = "a secret by its name: env('NAME')"

/** The hint for a key that takes a secret. */
export const SECRET_HINT =
  "A secret is named: env('NAME'). Put its value into the environment, or into a .env file next to the configuration."

/** An unknown key as the part of a problem that does not depend on its place. Its value may be a secret, so it is not shown. */
export function unknownKeyProblem(key: string, keys: readonly string[]): Pick<Problem, 'expected' | 'got' | 'hint'> {
  const closest = nearest(key, keys)
  const hint = closest ? `Did you mean "${closest}"?` : `Known keys: ${keys.join(', ')}.`
  return { expected: 'a known key', got: JSON.stringify(key), ...(keys.length > 0 ? { hint } : {}) }
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-03-02T11:00:00Z',
  email: 'an e-mail address',
  url: 'an address such as https://example.org',
}

/** What the schema expected, in words. */
export function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message === SECRET_WANTED
        ? SECRET_WANTED
        : (TYPES[issue.expected] ?? `a value of type ${issue.expected}`)
    case 'invalid_value':
    case 'invalid_union':
      return choices(issue).length > 0 ? `one of ${choices(issue).join(', ')}` : issue.message
    case 'too_small':
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin)
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin)
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.message
    case 'invalid_key':
      return 'a name that is not empty'
    default:
      return issue.message
  }
}

/** What to do about an issue, where the schema knows. */
export function hintOf(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'custom') return issue.params?.hint as string | undefined
  if (issue.message === SECRET_WANTED) return SECRET_HINT
  const candidate = typeof value === 'string' ? nearest(value, choices(issue)) : undefined
  return candidate && `Did you mean "${candidate}"?`
}

/** The values or kinds that the schema accepts. */
function choices(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : []
}

function bound(words: string, limit: number | bigint, origin: string): string {
  const unit = { string: 'character', array: 'entry' }[origin]
  if (unit === undefined) return `${words} ${limit}`
  const many = unit === 'entry' ? 'entries' : `${unit}s`
  return `${words} ${limit} ${Number(limit) === 1 ? unit : many}`
}
