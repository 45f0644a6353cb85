import { z } from 'zod'
import { nearest, type Problem } from '../core/index.ts'

type Issue = z.core.$ZodIssue

/** Every issue of a failed parse as a problem that names file, key, what was expected and what to do. */
export function problemsOf(error: z.ZodError, source: string, schema: z.ZodType, input: unknown): readonly Problem[] {
  return onePerVariable(
    error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, issue.path, source, schema, input))
        : [problemOf(issue, source, input)],
    ),
  )
}

/** Said of a secret whose variable is missing: one thing to mend, however many doors use it. */
export function variableToBeSet(name: string): string {
  return `the environment variable ${name} to be set`
}

function onePerVariable(problems: readonly Problem[]): readonly Problem[] {
  const missing = /^the environment variable (\S+) to be set$/
  return problems.flatMap((problem, index) => {
    const name = missing.exec(problem.expected)?.[1]
    if (name === undefined) return [problem]
    const alike = problems.filter(({ expected }) => expected === problem.expected)
    if (alike[0] !== problems[index]) return []
    const others = alike.slice(1).map(({ path }) => path)
    const used = others.length > 0 ? `It is used for ${others.join(' and ')} as well. ` : ''
    return [
      {
        ...problem,
        got: 'nothing',
        hint: `${used}Set ${name} in the environment, or in a .env file beside the configuration.`,
      },
    ]
  })
}

function problemOf(issue: Issue, source: string, input: unknown): Problem {
  const value = valueAt(input, issue.path)
  const wantsObject = issue.code === 'invalid_type' && issue.expected === 'object'
  const problem = { source, path: pathText(issue.path), expected: expectedBy(issue), got: describe(value, wantsObject) }
  if (!wantsObject || typeof value !== 'string') return problem
  return { ...problem, hint: "A secret is named, not pasted: put it into the environment and write { env: 'NAME' }." }
}

function unknownKey(
  key: string,
  path: readonly PropertyKey[],
  source: string,
  schema: z.ZodType,
  input: unknown,
): Problem {
  const known = keysAt(schema, path)
  const meant = nearest(key, known)
  const problem = {
    source,
    path: pathText([...path, key]),
    expected: 'no such key',
    got: describe(valueAt(input, [...path, key]), true),
  }
  if (meant) return { ...problem, hint: `Did you mean "${meant}"?` }
  return known.length > 0 ? { ...problem, hint: `Known keys: ${known.join(', ')}.` } : problem
}

/** The keys an object at `path` may have, read off the schema itself. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const inner = unwrapped(schema)
  const [head, ...rest] = path
  if (head === undefined) {
    if (inner instanceof z.ZodObject) return Object.keys(inner.shape)
    if (inner instanceof z.ZodDiscriminatedUnion)
      return [...new Set(inner.options.flatMap((o) => keysAt(o as z.ZodType, [])))]
    return []
  }
  if (inner instanceof z.ZodObject) return keysAt(inner.shape[String(head)] as z.ZodType, rest)
  if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest)
  if (inner instanceof z.ZodRecord) return keysAt(inner.valueType as z.ZodType, rest)
  return []
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as z.ZodType)
  return schema
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return (
        issue.errors.flat().find(({ code }) => code === 'custom')?.message ??
        (issue.message === 'Invalid input' ? 'one of the kinds slack, email, webhook' : issue.message)
      )
    case 'too_small':
      return `at least ${String(issue.minimum)}`
    case 'too_big':
      return `at most ${String(issue.maximum)}`
    case 'invalid_format':
      return issue.format === 'regex'
        ? issue.message
        : `a valid ${issue.format === 'url' ? 'http(s) address' : issue.format}`
    default:
      return issue.message
  }
}

/** What was there instead. Long or `hidden` texts are only counted: they may be a secret in the wrong place. */
function describe(value: unknown, hidden = false): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return hidden || value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
  }
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).join(', ') || 'no keys'}`
  return String(value)
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input)
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}
