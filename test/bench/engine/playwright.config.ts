import { defineConfig } from '@playwright/test'
import { findBrowser } from '../../../src/run/browser/find.ts'

// The yardstick "npx playwright test": the probes of the benchmark as ordinary tests, in the engine's own browser.
const browser = await findBrowser()

export default defineConfig({
  testDir: '.',
  testMatch: 'baseline.spec.ts',
  reporter: 'line',
  use: { launchOptions: browser ? { executablePath: browser.path } : {} },
})
