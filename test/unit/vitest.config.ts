import { defineConfig } from 'vitest/config'
import { ROOT, UNIT_PROJECTS } from '../projects.ts'
import SummaryReporter from '../support/summary-reporter.ts'

/** The tests of `npm test` that start no process, no browser and no PostgreSQL, without the build before them. */
export default defineConfig({
  root: ROOT,
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    // Each loads the modules once: more workers than cores take more time.
    maxWorkers: 2,
    reporters: ['default', new SummaryReporter()],
    projects: UNIT_PROJECTS,
  },
})
