import { defineConfig } from 'vitest/config'
import { ROOT, UNIT_PROJECTS } from '../projects.ts'
import SummaryReporter from '../support/summary-reporter.ts'

/** The tests of `npm test` that start no process, no browser and no PostgreSQL, without the build before them. */
export default defineConfig({
  root: ROOT,
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    // Each loads the modules once, so more than one above the cores takes more time; the third fills the waits of the others.
    maxWorkers: 3,
    reporters: ['default', new SummaryReporter()],
    projects: UNIT_PROJECTS,
  },
})
