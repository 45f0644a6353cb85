import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import SummaryReporter from '../support/summary-reporter.ts'
import { ByName } from './sequencer.ts'

/** The long form, about ten minutes. One file at a time, in the order of their names: each has the machine for itself. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/chaos/*.check.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/build-product.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
    sequence: { sequencer: ByName },
    disableConsoleIntercept: true,
    reporters: ['default', new SummaryReporter()],
  },
})
