import { isJsonObject, jsonObject, type Problem } from '../core/index.ts'
import { SECRET_HINT, SECRET_WANTED, unknownKeyProblem } from './expected.ts'
import { describe } from './got.ts'
import { isSecretName, type PresetCall, presetCallOf, WEB_OPTIONS } from './presets/index.ts'

/** Where a problem is: the file, and the key in it. */
interface Place {
  readonly source: string
  readonly path: string
}

/** The problems in the options of presets. The schema cannot find them, because it checks only what a preset returns. */
export function presetProblems(input: unknown, source: string): readonly Problem[] {
  const targets = jsonObject(input)?.targets
  if (!Array.isArray(targets)) return []
  return targets.flatMap((target, index) => {
    const path = `targets[${index}]`
    const targetCall = presetCallOf(target)
    const problems = targetCall ? callProblems(targetCall, { source, path }) : []
    const clientCall = presetCallOf(jsonObject(target)?.cli)
    // A target's preset passes its options on to the client's: the same problem is reported once.
    return clientCall && problems.length === 0 ? callProblems(clientCall, { source, path: `${path}.cli` }) : problems
  })
}

function callProblems({ preset, options, optionNames, requiredTexts }: PresetCall, place: Place): readonly Problem[] {
  if (!isJsonObject(options)) {
    const example = ["key: env('NAME')", ...requiredTexts.map((name) => `${name}: '…'`)].join(', ')
    const expected = `options: ${preset}({ ${example} })`
    return [{ ...place, expected, got: describe(options, true), hint: SECRET_HINT }]
  }
  const { key, web } = options
  return [
    ...(isSecretName(key) ? [] : [keyProblem(key, at(place, 'key'))]),
    ...requiredTexts
      .filter((name) => typeof options[name] !== 'string')
      .map((name) => textProblem(name, options[name], at(place, name))),
    ...unknownOptions(options, optionNames, place),
    ...(web === undefined ? [] : webProblems(web, at(place, 'web'))),
  ]
}

function keyProblem(key: unknown, place: Place): Problem {
  return { ...place, expected: SECRET_WANTED, got: describe(key, true), hint: SECRET_HINT }
}

function textProblem(name: string, value: unknown, place: Place): Problem {
  return { ...place, expected: 'a text', got: describe(value, true), hint: `Write it next to the key: ${name}: '…'.` }
}

function webProblems(web: unknown, place: Place): readonly Problem[] {
  if (isJsonObject(web)) return unknownOptions(web, WEB_OPTIONS, place)
  const hint = `Known keys: ${WEB_OPTIONS.join(', ')}.`
  return [{ ...place, expected: 'an object', got: describe(web, true), hint }]
}

function unknownOptions(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { source, path }: Place,
): readonly Problem[] {
  return Object.keys(options)
    .filter((key) => !names.includes(key))
    .map((key) => ({ source, path: `${path}.${key}`, ...unknownKeyProblem(key, names) }))
}

function at({ source, path }: Place, key: string): Place {
  return { source, path: `${path}.${key}` }
}
