import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { ConfigError, MonitorError, nearest, type Problem } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { FAULTS, faultNamed, surfacesOf } from '../faults/catalogue.ts'
import { surfaceNamed } from '../faults/surfaces.ts'
import { type Scenario, scenarioSchema } from './scenario.ts'

const FOLDER = join(PACKAGE_ROOT, 'src/sandbox/scenarios')
const EXTENSION = '.json'

/** The scenario that a drill plays where none is named. */
export const DEFAULT_SCENARIO = 'front-doors-first'

/** The scenarios of the product, by name: the default one first, then real outages in order of their names. */
export function readScenarios(): readonly Scenario[] {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .toSorted()
  return [DEFAULT_SCENARIO, ...names.filter((name) => name !== DEFAULT_SCENARIO)].map((name) =>
    readFile(join(FOLDER, `${name}${EXTENSION}`)),
  )
}

/**
 * A scenario by its name, or by the path of a file with one.
 * @param folder what a path is relative to
 * @throws MonitorError `unknown_name` where there is none; ConfigError with every problem of the file
 */
export function readScenario(nameOrPath: string, folder: string): Scenario {
  const path = resolve(folder, nameOrPath)
  if (nameOrPath.endsWith(EXTENSION) && existsSync(path)) return readFile(path)
  const shipped = readScenarios()
  const scenario = shipped.find(({ name }) => name === nameOrPath)
  if (scenario) return scenario
  const names = shipped.map(({ name }) => name)
  const suggestion = nearest(nameOrPath, names)
  throw new MonitorError('unknown_name', `there is no scenario "${nameOrPath}"`, {
    hint: suggestion
      ? `Did you mean "${suggestion}"?`
      : `List them with: doorwatch drill list. A file of your own ends in .json.`,
  })
}

function readFile(path: string): Scenario {
  return parseScenario(readFileSync(path, 'utf8'), basename(path))
}

/** @param source the name of the file, for messages @throws ConfigError with every problem */
export function parseScenario(text: string, source: string): Scenario {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    const problem = { source, path: '', expected: 'JSON', got: String(cause instanceof Error ? cause.message : cause) }
    throw unusable(source, [{ ...problem, hint: 'Copy a scenario of src/sandbox/scenarios and change it.' }])
  }
  const parsed = scenarioSchema.safeParse(json)
  if (!parsed.success) {
    throw unusable(
      source,
      parsed.error.issues.map(({ path, message }) => ({
        ...{ source, path: path.join('.'), expected: message, got: shownAt(json, path) },
        hint: 'The keys of a scenario: doorwatch help drill',
      })),
    )
  }
  const problems = faultProblems(parsed.data, source)
  if (problems.length > 0) throw unusable(source, problems)
  return parsed.data
}

/** The value at a path, as JSON of at most 80 characters. */
function shownAt(json: unknown, path: readonly PropertyKey[]): string {
  let value = json
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80)
}

function unusable(source: string, problems: readonly Problem[]): ConfigError {
  return new ConfigError(`the scenario ${source} is not usable`, problems)
}

/** Faults that the sandbox does not have, or that its surface of this name cannot have. */
function faultProblems({ surfaces }: Scenario, source: string): readonly Problem[] {
  return Object.entries(surfaces).flatMap(([surface, stretches]) =>
    stretches.flatMap(({ fault }, index): readonly Problem[] => {
      if (fault === undefined) return []
      const definition = faultNamed(fault)
      const path = `surfaces.${surface}[${index}].fault`
      if (!definition) {
        const names = FAULTS.map(({ name }) => name)
        const hint = `Did you mean "${nearest(fault, names) ?? '500'}"? All of them: doorwatch sandbox faults`
        return [{ source, path, expected: 'a fault of the sandbox', got: JSON.stringify(fault), hint }]
      }
      const sandboxSurface = surfaceNamed(surface)
      if (!sandboxSurface || surfacesOf(definition).includes(sandboxSurface.name)) return []
      const hint = `Surfaces that can have it: ${surfacesOf(definition).join(', ')}.`
      return [{ source, path, expected: `a fault that ${surface} can have`, got: JSON.stringify(fault), hint }]
    }),
  )
}
