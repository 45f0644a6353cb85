import { join } from 'node:path'
import { loadConfig } from '../src/config/index.ts'
import { sandboxTarget } from '../src/config/presets/index.ts'
import { declareTests } from '../src/run/as-tests/index.ts'
import { SANDBOX_ACCOUNT } from '../src/sandbox/account/account.ts'

// Runs once every probe that `doorwatch start` would run in this folder: the probes of doorwatch.config.ts, or without that
// file the built-in probes against the sandbox.
const config = await loadConfig({ folder: process.cwd(), environment: process.env })
const sandbox = sandboxTarget({
  url: process.env.DOORWATCH_SANDBOX_URL ?? 'http://127.0.0.1:4180',
  controlUrl: '',
  account: SANDBOX_ACCOUNT,
  cliEntry: join(import.meta.dirname, '../dist/src/sandbox/cli/main.js'),
})

await declareTests({
  probeFiles: config.probeFiles,
  targets: [...(config.sandbox ? [sandbox] : []), ...config.targets],
  overrides: config.cadences,
  environment: config.passedOn,
  cacheDir: join(config.stateDir, 'cache'),
})
