import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What starts processes, browsers, or (in the process of the test, but for as long) a database server. */
const STARTS_PROCESSES = [
  'node:child_process',
  'playwright',
  '@playwright/test',
  '@lydell/node-pty',
  '@electric-sql/pglite',
]
/** It compiles in a process of its own, which every later use shares. */
const COMPILES = ['esbuild']

/** Static and dynamic imports; those of types alone are gone when the module runs. */
const IMPORT = /^(?:import|export)\s(?!type\b)[^'"]*?from\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm
const TYPES_ALONE = /^(?:import|export)\s*\{(?:\s*type\s[^,}]+,?)*\s*\}\s*from/

/** Which imports count: `start`: those that run when the module is loaded; `all`: those of `import()` as well. */
type Imports = 'start' | 'all'

/** The imports of a module, as they are written. Pure. */
export function importsIn(text: string, which: Imports = 'all'): readonly string[] {
  return [...text.matchAll(IMPORT)]
    .filter(([statement, , , dynamic]) => !TYPES_ALONE.test(statement) && (which === 'all' || dynamic === undefined))
    .map(([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? '')
}

/** Test files below `folder` whose modules start neither processes nor browsers; paths from `root`, sorted. */
export function unitTests(root: string, folder = 'test'): readonly string[] {
  const tests = testsIn(root, folder)
  const others = leadingTo(root, tests, [...STARTS_PROCESSES, ...COMPILES])
  return tests.filter((file) => !others.has(file))
}

/**
 * Test files below `folder` whose modules start no process but the compiler, for configurations and probes of the user; paths
 * from `root`, sorted.
 */
export function compilingTests(root: string, folder = 'test'): readonly string[] {
  const tests = testsIn(root, folder)
  const starting = leadingTo(root, tests, STARTS_PROCESSES)
  const compiling = leadingTo(root, tests, COMPILES)
  return tests.filter((file) => !starting.has(file) && compiling.has(file))
}

/** Every test file below `folder`; paths from `root`, sorted. */
export function testsIn(root: string, folder = 'test'): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .toSorted()
}

/**
 * Why a test is no unit test: the modules from the test to the one that starts a process, each imported by the one before.
 * Undefined where there is none.
 */
export function pathToProcess(root: string, test: string): readonly string[] | undefined {
  return pathTo(root, test, [...STARTS_PROCESSES, ...COMPILES])
}

/** As pathToProcess, to any of the `packages`. */
export function pathTo(
  root: string,
  test: string,
  packages: readonly string[],
  which: Imports = 'all',
): readonly string[] | undefined {
  const modules = new Set([test])
  const open: (readonly string[])[] = [[test]]
  for (const path of open) {
    const imports = importsOf(root, path.at(-1) as string, which)
    const name = imports.packages.find((one) => packages.includes(one))
    if (name !== undefined) return [...path, name]
    for (const module of imports.modules) {
      if (modules.has(module)) continue
      modules.add(module)
      open.push([...path, module])
    }
  }
  return undefined
}

/** Of `files` and the modules that they load, those from which imports lead to one of the `packages`. */
function leadingTo(root: string, files: readonly string[], packages: readonly string[]): ReadonlySet<string> {
  const importers = new Map<string, string[]>()
  const found = new Set(files)
  const leading = new Set<string>()
  for (const file of found) {
    const imports = importsOf(root, file, 'all')
    if (imports.packages.some((name) => packages.includes(name))) leading.add(file)
    for (const module of imports.modules) {
      importers.set(module, [...(importers.get(module) ?? []), file])
      found.add(module)
    }
  }
  // A set gives what is added while it is read.
  for (const file of leading) for (const importer of importers.get(file) ?? []) leading.add(importer)
  return leading
}

interface ModuleImports {
  readonly packages: readonly string[]
  /** Paths from the root. */
  readonly modules: readonly string[]
}

const read = new Map<string, ModuleImports>()

function importsOf(root: string, file: string, which: Imports): ModuleImports {
  const path = join(root, file)
  const key = `${which} ${path}`
  const earlier = read.get(key)
  if (earlier) return earlier
  const names = existsSync(path) && /\.tsx?$/.test(file) ? importsIn(readFileSync(path, 'utf8'), which) : []
  const imports = {
    packages: names.filter((name) => !name.startsWith('.')),
    modules: names.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name)),
  }
  read.set(key, imports)
  return imports
}
