import type * as z from 'zod'
import { defined, listOf, type Problem } from '../core/index.ts'
import { expectedBy, hintOf, unknownKeyProblem } from './expected.ts'
import { describe } from './got.ts'
import { keysAt } from './known-keys.ts'
import { isSecretName, presetCallOf } from './presets/index.ts'

type Issue = z.core.$ZodIssue

/** Every issue of a failed parse as a problem that names file, key, what was expected and what to do. */
export function problemsOf(error: z.ZodError, source: string, schema: z.ZodType, input: unknown): readonly Problem[] {
  return onePerVariable(
    error.issues.flatMap(closest).flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            source,
            path: pathText([...issue.path, key]),
            ...unknownKeyProblem(key, keysAt(schema, issue.path, input)),
          }))
        : [problemOf(issue, source, input)],
    ),
    input,
  )
}

/** Expected where a secret's variable is not set. One problem per variable, however many doors use it. */
export function variableToBeSet(name: string): string {
  return `the environment variable ${name} to be set`
}

function onePerVariable(problems: readonly Problem[], input: unknown): readonly Problem[] {
  const missing = /^the environment variable (\S+) to be set$/
  return problems.flatMap((problem, index) => {
    const name = missing.exec(problem.expected)?.[1]
    if (name === undefined) return [problem]
    const sameVariable = problems.filter(({ expected }) => expected === problem.expected)
    if (sameVariable[0] !== problems[index]) return []
    const [path, ...others] = new Set(sameVariable.map((problem) => keyAsWritten(problem.path, name, input)))
    const used = others.length > 0 ? `${listOf(others)} ${others.length === 1 ? 'uses' : 'use'} it as well. ` : ''
    return [
      {
        ...problem,
        ...defined({ path }),
        got: 'nothing',
        hint: `${used}Set ${name} in the environment, or in a .env file next to the configuration.`,
      },
    ]
  })
}

/** The key that the user wrote: a preset passes its `key` on to several doors. */
function keyAsWritten(path: string, variable: string, input: unknown): string {
  const [at, index] = /^targets\[(\d+)\]/.exec(path) ?? []
  const target = index === undefined ? undefined : valueAt(input, ['targets', Number(index)])
  const options = presetCallOf(target)?.options as { readonly key?: unknown } | undefined
  return isSecretName(options?.key) && options.key.env === variable ? `${at}.key` : path
}

function problemOf(issue: Issue, source: string, input: unknown): Problem {
  const value = valueAt(input, issue.path)
  const whole = issue.path.length === 0
  // A text in place of an object may be a pasted secret.
  const isHidden =
    issue.code === 'custom' ? issue.params?.hidden === true : 'expected' in issue && issue.expected === 'object'
  const hint = whole ? 'End the file with: export default defineConfig({ … })' : hintOf(issue, value)
  return {
    source,
    path: pathText(issue.path),
    expected: whole ? 'a configuration' : expectedBy(issue),
    got: gotOf(issue) ?? describe(value, isHidden),
    ...(hint ? { hint } : {}),
  }
}

/** What was found, where the schema itself says it. */
function gotOf(issue: Issue): string | undefined {
  return issue.code === 'custom' ? (issue.params?.got as string | undefined) : undefined
}

/** Where a value may have one of several shapes, the issues of the shape it comes closest to. */
function closest(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const candidates = issue.errors.filter(
    (branch) => !branch.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  )
  const [branch] = candidates
  if (!branch || candidates.length > 1) return [issue]
  return branch.flatMap((nested) => closest({ ...nested, path: [...issue.path, ...nested.path] }))
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
