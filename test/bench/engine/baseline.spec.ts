import login from '../../../probes/login.probe.ts'
import { sandboxTarget } from '../../../src/config/presets/index.ts'
import { SECOND } from '../../../src/core/index.ts'
import { asPlaywrightTest } from '../../../src/run/as-tests/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/account/account.ts'
import onePage from './probes/one-page.probe.ts'

const url = process.env.DOORWATCH_SANDBOX_URL ?? ''
const target = sandboxTarget({ url, controlUrl: '', account: SANDBOX_ACCOUNT, cliEntry: '' })
const limits = { timeoutMs: 30 * SECOND, stepTimeoutMs: 10 * SECOND, environment: {} }

for (const probe of [login, onePage]) {
  asPlaywrightTest(probe, target, { title: `sandbox/${probe.options.name}`, ...limits })
}
