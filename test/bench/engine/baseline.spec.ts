import login from '../../../probes/login.probe.ts'
import { asPlaywrightTest } from '../../../src/probe/as-test.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/account.ts'
import { sandboxTarget } from '../../../src/targets/index.ts'
import onePage from './probes/one-page.probe.ts'

const url = process.env.DOORWATCH_SANDBOX_URL ?? ''
const target = sandboxTarget({ url, controlUrl: '', account: SANDBOX_ACCOUNT, cliEntry: '' })

for (const probe of [login, onePage]) asPlaywrightTest(probe, target)
