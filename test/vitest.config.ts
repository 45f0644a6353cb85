import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import SummaryReporter from './support/summary-reporter.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // Probe files import the product by its name; here that is the source, as for everything else.
  resolve: { alias: { 'doorwatch/probe': fileURLToPath(new URL('../src/probe/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Many tests wait for processes and timers: two more workers than cores finish sooner.
    maxWorkers: 4,
    reporters: ['default', new SummaryReporter()],
  },
})
