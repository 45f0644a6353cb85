import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { COMPILED, compiledSource } from './support/compiled-source.ts'
import { PROPERTY_RUNS_FACTOR } from './support/property-runs.ts'
import { compilingTests, testsIn, unitTests } from './unit/select.ts'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>

function project(name: string, options: TestOptions): TestProjectInlineConfiguration {
  return {
    root: ROOT,
    plugins: [compiledSource(ROOT)],
    // Probe files import the product by its name.
    resolve: { alias: { 'doorwatch/probe': fileURLToPath(new URL('../dist/src/probe/index.js', import.meta.url)) } },
    test: {
      server: { deps: { external: [COMPILED] } },
      // Far above what a test takes: a busy machine may need many times as long.
      ...{ name, pool: 'forks', testTimeout: 120_000 * PROPERTY_RUNS_FACTOR, hookTimeout: 120_000 },
      // Likewise for what is waited for.
      expect: { poll: { timeout: 45_000 } },
      ...options,
    },
  }
}

const unit = [...unitTests(ROOT)]
const BEFORE_SERVERS = 'test/support/before-servers.ts'

/** The unit tests. They share processes, so that modules are loaded once per process and not once per file. */
export const UNIT_PROJECTS = [
  project('unit', {
    ...{ isolate: false, globalSetup: ['test/support/compile.ts'], include: unit },
    setupFiles: ['test/unit/no-processes.ts', BEFORE_SERVERS],
    // Young objects of many small tests, MB: fewer collections.
    execArgv: ['--max-semi-space-size=64'],
  }),
]

const compiling = compilingTests(ROOT)
/**
 * Processes and browsers share the machine with others, so a test is repeated once. The summary names those that passed only
 * then: each is a defect of the test or of the product.
 */
const built = { globalSetup: ['test/support/build-product.ts'], retry: 1 }
const startingProcesses = testsIn(ROOT).filter((file) => !unit.includes(file) && !compiling.includes(file))
/** Tests of process trees have a process of their own: a process that one leaves could fail another. */
const OWN_PROCESS =
  /^test\/(?:chaos|e2e|package|run\/(?:as-tests|process)|run\/supervisor\/(?:hardship|load|runner-processes|stop))\b/
const alone = startingProcesses.filter((file) => OWN_PROCESS.test(file))
/** Tests of pages and probes share processes, and the browser of each (run/runner-here.ts). */
const WITH_BROWSER = /^test\/(?:dashboards|probe|run|sandbox|web)\//
const browsers = startingProcesses.filter((file) => WITH_BROWSER.test(file) && !alone.includes(file))

/** The tests that need the product built. */
export const BUILT_PROJECTS = [
  project('alone', { ...built, include: alone }),
  project('browsers', { isolate: false, ...built, setupFiles: [BEFORE_SERVERS], include: browsers }),
  project('commands', {
    ...{ isolate: false, ...built, setupFiles: [BEFORE_SERVERS] },
    include: startingProcesses.filter((file) => !alone.includes(file) && !browsers.includes(file)),
  }),
  project('user-files', { isolate: false, ...built, include: [...compiling] }),
]
