import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleModule } from '../bundle/index.ts'
import { ConfigError, defined, formatDuration, messageOf, type Problem, SECOND, withDeadline } from '../core/index.ts'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'
import { crossChecks } from './cross-checks.ts'
import { passedOnFrom, readEnvironment, readSettings } from './environment.ts'
import { allChannels } from './environment-channels.ts'
import { presetProblems } from './preset-problems.ts'
import { findProbeFiles } from './probe-files.ts'
import { problemsOf } from './problems.ts'
import { readProxy } from './proxy.ts'
import { configSchema } from './schema.ts'
import { findStateFolder } from './state-folder.ts'
import type { Environment } from './variables.ts'

const CONFIG_NAMES = ['doorwatch.config.ts', 'doorwatch.config.mts', 'doorwatch.config.js', 'doorwatch.config.mjs']

/**
 * Finds and reads the configuration: `file` if given, else a doorwatch.config.* in `folder`, else the sandbox demo.
 * @throws ConfigError with every problem of file and environment at once
 */
export async function loadConfig(options: {
  readonly folder: string
  readonly file?: string
  readonly environment: Environment
}): Promise<Config> {
  const file = findConfig(options.folder, options.file)
  const root = file ? dirname(file) : resolve(options.folder)
  const environment = readEnvironment(root, options.environment)
  const settings = readSettings(environment)
  const proxy = readProxy(environment)
  const stateFor = (database: string | undefined) =>
    findStateFolder({ root, chosen: settings.DOORWATCH_STATE, database: settings.DOORWATCH_DB ?? database })
  // The configuration is bundled before its `database` key is read.
  const input = file ? await importConfig(file, stateFor(undefined).folder) : {}
  const schema = configSchema(environment)
  const parsed = schema.safeParse(input)
  const source = file ? (options.file ?? basename(file)) : 'built-in demo'
  const callProblems = presetProblems(input, source)
  if (!parsed.success) throw unusable(source, [...callProblems, ...problemsOf(parsed.error, source, schema, input)])
  if (callProblems.length > 0) throw unusable(source, callProblems)
  const problems: Problem[] = []
  const probeFiles = findProbeFiles(parsed.data, root, source, problems)
  problems.push(...crossChecks(parsed.data, allChannels(settings, parsed.data.alerts.channels), source))
  if (problems.length > 0) throw unusable(source, problems)
  const passedOn = passedOnFrom(environment)
  return assemble({
    parsed: parsed.data,
    settings,
    passedOn,
    proxy,
    root,
    state: stateFor(parsed.data.database),
    probeFiles,
    ...defined({ file }),
  })
}

function findConfig(folder: string, file: string | undefined): string | undefined {
  if (file === undefined) {
    return CONFIG_NAMES.map((name) => resolve(folder, name)).find((path) => existsSync(path))
  }
  const path = resolve(folder, file)
  if (existsSync(path)) return path
  throw new ConfigError(`there is no configuration file at ${path}`, [], {
    hint: 'Correct the path after --config, run doorwatch init to create a file, or leave --config out to run the sandbox demo.',
  })
}

async function importConfig(file: string, stateDir: string): Promise<unknown> {
  const path = await bundleModule(file, join(stateDir, 'cache'))
  let module: { default?: unknown }
  try {
    module = await withDeadline(import(pathToFileURL(path).href), {
      limitMs: LOAD_LIMIT_MS,
      onLate: () => tooSlow(basename(file)),
    })
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    throw new ConfigError(`${basename(file)} threw an error while it was loaded: ${messageOf(cause)}`, [], {
      hint: `Run "node ${path}" to see the line.`,
      cause,
    })
  }
  if (module.default instanceof Promise) {
    throw new ConfigError(`${basename(file)} exports a promise instead of a configuration`, [], {
      hint: 'Await it: export default await …',
    })
  }
  if ('default' in module) return module.default
  throw new ConfigError(`${basename(file)} has no default export`, [], {
    hint: 'End it with: export default defineConfig({ … })',
  })
}

const LOAD_LIMIT_MS = 15 * SECOND

/** A top-level await that never settles must not hang the command. */
function tooSlow(file: string): never {
  throw new ConfigError(`${file} did not finish loading within ${formatDuration(LOAD_LIMIT_MS)}`, [], {
    hint: 'A top-level await in it, or in a file it imports, never settles. Give it a timeout or remove it.',
  })
}

function unusable(source: string, problems: readonly Problem[]): ConfigError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return new ConfigError(`${source} has ${count}`, problems)
}
