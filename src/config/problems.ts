import type { z } from 'zod'
import { nearest, type Problem } from '../core/index.ts'
import { expectedBy, hintOf } from './expected.ts'
import { describe } from './got.ts'
import { keysAt } from './known-keys.ts'

type Issue = z.core.$ZodIssue

/** Every issue of a failed parse as a problem that names file, key, what was expected and what to do. */
export function problemsOf(error: z.ZodError, source: string, schema: z.ZodType, input: unknown): readonly Problem[] {
  return onePerVariable(
    error.issues
      .flatMap(closest)
      .flatMap((issue) =>
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
  const whole = issue.path.length === 0
  // A text where an object belongs may be a secret that was pasted.
  const hidden =
    issue.code === 'custom' ? issue.params?.hidden === true : 'expected' in issue && issue.expected === 'object'
  const hint = whole ? 'End the file with: export default defineConfig({ … })' : hintOf(issue, value)
  return {
    source,
    path: pathText(issue.path),
    expected: whole ? 'a configuration' : expectedBy(issue),
    got: gotOf(issue) ?? describe(value, hidden),
    ...(hint ? { hint } : {}),
  }
}

/** What an issue itself says of what was there. */
function gotOf(issue: Issue): string | undefined {
  return issue.code === 'custom' ? (issue.params?.got as string | undefined) : undefined
}

/** Where a value may be one of several things, what is wrong with the one it looks most like. */
function closest(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const alike = issue.errors.filter(
    (branch) => !branch.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  )
  const [branch] = alike
  if (!branch || alike.length > 1) return [issue]
  return branch.flatMap((one) => closest({ ...one, path: [...issue.path, ...one.path] }))
}

function unknownKey(
  key: string,
  path: readonly PropertyKey[],
  source: string,
  schema: z.ZodType,
  input: unknown,
): Problem {
  const known = keysAt(schema, path, input)
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

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input)
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'default export'
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}
