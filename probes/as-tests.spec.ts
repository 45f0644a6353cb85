import { join } from 'node:path'
import { asPlaywrightTest } from '../src/probe/as-test.ts'
import { SANDBOX_ACCOUNT } from '../src/sandbox/account.ts'
import { sandboxTarget } from '../src/targets/index.ts'
import chat from './chat.probe.ts'
import console from './console.probe.ts'
import login from './login.probe.ts'

const target = sandboxTarget({
  url: process.env.DOORWATCH_SANDBOX_URL ?? 'http://127.0.0.1:4180',
  controlUrl: '',
  account: SANDBOX_ACCOUNT,
  cliEntry: join(import.meta.dirname, '../dist/src/sandbox/cli/main.js'),
})

for (const probe of [login, chat, console]) asPlaywrightTest(probe, target)
