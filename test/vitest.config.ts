import { defineConfig } from 'vitest/config'
import { BUILT_PROJECTS, ROOT, UNIT_PROJECTS } from './projects.ts'
import SummaryReporter from './support/summary-reporter.ts'

/** Every test. The projects run in the order of their names: the long ones first, so that short ones fill the end. */
export default defineConfig({
  root: ROOT,
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    // Many tests wait for processes and timers: two more workers than cores finish sooner.
    maxWorkers: 4,
    reporters: ['default', new SummaryReporter()],
    projects: [...BUILT_PROJECTS, ...UNIT_PROJECTS],
  },
})
