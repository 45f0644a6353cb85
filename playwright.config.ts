import { defineConfig } from '@playwright/test'
import { findBrowser } from './src/run/browser/find.ts'

// `npx playwright test` runs every probe once, as an ordinary test: for writing and
// mending probes with UI mode, codegen and the trace viewer. The monitor itself does not run this way.
const browser = await findBrowser()

export default defineConfig({
  testDir: 'probes',
  testMatch: 'as-tests.spec.ts',
  globalSetup: './probes/sandbox-setup.ts',
  reporter: 'list',
  fullyParallel: true,
  use: {
    trace: 'retain-on-failure',
    launchOptions: browser ? { executablePath: browser.path } : {},
  },
})
