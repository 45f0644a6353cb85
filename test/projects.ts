import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { PROPERTY_RUNS_FACTOR } from './support/property-runs.ts'
import { replacesGlobals, testsIn, unitTests } from './unit/select.ts'

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
const unitFiles = new Set(unit)

/**
 * The unit tests. They share processes, so that modules are loaded once per process and not once per file. Those that load the
 * web server do not: it replaces the global Request and Response when it is loaded.
 */
export const UNIT_PROJECTS = [
  project('unit', { isolate: false, setupFiles, include: unit.filter((file) => !withServers.includes(file)) }),
  project('servers', { setupFiles, include: withServers }),
]

/** The tests that start processes or browsers: each file has a process of its own, and the product is built first. */
export const PROCESS_PROJECT = project('processes', {
  globalSetup: ['test/support/build-product.ts'],
  include: testsIn(ROOT).filter((file) => !unitFiles.has(file)),
})
