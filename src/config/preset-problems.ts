import { nearest, type Problem } from '../core/index.ts'
import { SECRET_HINT, SECRET_WANTED } from './expected.ts'
import { describe } from './got.ts'
import { isSecretName, type Told, toldOf, WEB_OPTIONS } from './presets/index.ts'

/** What presets were told and cannot use; their targets do not show it. */
export function presetProblems(input: unknown, source: string): readonly Problem[] {
  const targets = (input as { readonly targets?: unknown } | null | undefined)?.targets
  if (!Array.isArray(targets)) return []
  return targets.flatMap((target, index) => {
    const path = `targets[${index}]`
    const told = toldOf(target)
    const problems = told ? problemsOf(told, path, source) : []
    const ofClient = toldOf((target as { readonly cli?: unknown } | null | undefined)?.cli)
    // A preset hands on what it was told: it is told once.
    return ofClient && problems.length === 0 ? problemsOf(ofClient, `${path}.cli`, source) : problems
  })
}

function problemsOf({ preset, options, known, texts }: Told, path: string, source: string): readonly Problem[] {
  if (!isObject(options)) {
    const expected = `options: ${preset}({ ${["key: env('NAME')", ...texts.map((name) => `${name}: '…'`)].join(', ')} })`
    return [{ source, path, expected, got: describe(options, true), hint: SECRET_HINT }]
  }
  const { key, web } = options
  const keyProblem = {
    source,
    path: `${path}.key`,
    expected: SECRET_WANTED,
    got: describe(key, true),
    hint: SECRET_HINT,
  }
  return [
    ...(isSecretName(key) ? [] : [keyProblem]),
    ...texts
      .filter((name) => typeof options[name] !== 'string')
      .map((name) => textProblem(name, options, path, source)),
    ...unknownIn(options, known, path, source),
    ...(web === undefined ? [] : webProblems(web, `${path}.web`, source)),
  ]
}

function textProblem(name: string, options: Readonly<Record<string, unknown>>, path: string, source: string): Problem {
  const got = describe(options[name], true)
  return { source, path: `${path}.${name}`, expected: 'a text', got, hint: `Write it beside the key: ${name}: '…'.` }
}

function webProblems(web: unknown, path: string, source: string): readonly Problem[] {
  if (isObject(web)) return unknownIn(web, WEB_OPTIONS, path, source)
  return [
    { source, path, expected: 'an object', got: describe(web, true), hint: `Known keys: ${WEB_OPTIONS.join(', ')}.` },
  ]
}

function unknownIn(
  options: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
  source: string,
): readonly Problem[] {
  const unknown = Object.keys(options).filter((key) => !known.includes(key))
  return unknown.map((key) => {
    const meant = nearest(key, known)
    const hint = meant ? `Did you mean "${meant}"?` : `Known keys: ${known.join(', ')}.`
    return { source, path: `${path}.${key}`, expected: 'no such key', got: describe(options[key], true), hint }
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
