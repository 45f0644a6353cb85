import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { PROPERTY_RUNS_FACTOR } from './support/property-runs.ts'
import { compilingTests, replacesGlobals, testsIn, unitTests } from './unit/select.ts'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>

function project(name: string, options: TestOptions): TestProjectInlineConfiguration {
  return {
    root: ROOT,
    // Probe files import the product by its name; here that is the source, as for everything else.
    resolve: { alias: { 'doorwatch/probe': fileURLToPath(new URL('../src/probe/index.ts', import.meta.url)) } },
    test: {
      ...{ name, pool: 'forks', testTimeout: 60_000 * PROPERTY_RUNS_FACTOR, hookTimeout: 120_000 },
      ...options,
    },
  }
}

const unit = unitTests(ROOT)
const setupFiles = ['test/unit/no-processes.ts']
const withServers = unit.filter((file) => replacesGlobals(ROOT, file))

/**
 * The unit tests. They share processes, so that modules are loaded once per process and not once per file. Those that load the
 * web server do not: it replaces the global Request and Response when it is loaded.
 */
export const UNIT_PROJECTS = [
  project('unit', { isolate: false, setupFiles, include: unit.filter((file) => !withServers.includes(file)) }),
  project('servers', { setupFiles, include: withServers }),
]

const compiling = compilingTests(ROOT)
const globalSetup = ['test/support/build-product.ts']
const noUnit = testsIn(ROOT).filter((file) => !unit.includes(file))

/** The tests that need the product built. Those that start processes or browsers have a process of their own for each file. */
export const BUILT_PROJECTS = [
  project('processes', { globalSetup, include: noUnit.filter((file) => !compiling.includes(file)) }),
  project('user-files', { isolate: false, globalSetup, include: [...compiling] }),
]
