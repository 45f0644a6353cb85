import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** What starts processes or browsers. */
const STARTS_PROCESSES = ['node:child_process', 'playwright', '@playwright/test', '@lydell/node-pty']
/** It compiles in a process of its own, which every later use shares. */
const COMPILES = ['esbuild']

/** Static and dynamic imports; those of types alone are gone when the module runs. */
const IMPORT = /^(?:import|export)\s(?!type\b)[^'"]*?from\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm
const TYPES_ALONE = /^(?:import|export)\s*\{(?:\s*type\s[^,}]+,?)*\s*\}\s*from/

/** Which imports count: `start`: those that run when the module is loaded; `all`: those of `import()` as well. */
export type Imports = 'start' | 'all'

/** The imports of a module, as they are written. Pure. */
export function importsIn(text: string, which: Imports = 'all'): readonly string[] {
  return [...text.matchAll(IMPORT)]
    .filter(([statement, , , dynamic]) => !TYPES_ALONE.test(statement) && (which === 'all' || dynamic === undefined))
    .map(([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? '')
}

/** These replace the global Request and Response when they are loaded. */
const REPLACES_GLOBALS = ['@hono/node-server']

/** Test files below `folder` whose modules start neither processes nor browsers; paths from `root`, sorted. */
export function unitTests(root: string, folder = 'test'): readonly string[] {
  return testsIn(root, folder).filter((file) => pathToProcess(root, file) === undefined)
}

/**
 * Test files below `folder` whose modules start no process but the compiler, for configurations and probes of the user; paths
 * from `root`, sorted.
 */
export function compilingTests(root: string, folder = 'test'): readonly string[] {
  return testsIn(root, folder).filter(
    (file) => pathTo(root, file, STARTS_PROCESSES) === undefined && pathTo(root, file, COMPILES) !== undefined,
  )
}

/** Whether a module that a test loads replaces globals of its process. */
export function replacesGlobals(root: string, test: string): boolean {
  return pathTo(root, test, REPLACES_GLOBALS) !== undefined
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
  const found = new Set([test])
  const open: (readonly string[])[] = [[test]]
  for (const path of open) {
    const file = path.at(-1) as string
    for (const name of importsOf(root, file, which)) {
      if (packages.includes(name)) return [...path, name]
      if (!name.startsWith('.')) continue
      const target = relative(root, join(root, dirname(file), name))
      if (found.has(target)) continue
      found.add(target)
      open.push([...path, target])
    }
  }
  return undefined
}

const read = new Map<string, readonly string[]>()

function importsOf(root: string, file: string, which: Imports): readonly string[] {
  const path = join(root, file)
  const key = `${which} ${path}`
  const earlier = read.get(key)
  if (earlier) return earlier
  const imports = existsSync(path) && /\.tsx?$/.test(file) ? importsIn(readFileSync(path, 'utf8'), which) : []
  read.set(key, imports)
  return imports
}
