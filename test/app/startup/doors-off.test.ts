import { describe, expect, it } from 'vitest'
import { logDoorsOff } from '../../../src/app/startup/doors-off.ts'
import { SILENT, type Target } from '../../../src/core/index.ts'

describe('the log of doors that are off', () => {
  it('has one warning per reason, with what to do, and nothing for a target without any', () => {
    const warnings: unknown[] = []
    const off = [{ doors: ['login', 'chat'], why: 'not permitted yet', hint: 'Ask the owner.' }]
    const targets: readonly Target[] = [
      { name: 'claude', title: 'Claude', off },
      { name: 'sandbox', title: 'Sandbox' },
    ]
    logDoorsOff(targets, { ...SILENT, warn: (event, fields) => warnings.push([event, fields]) })
    expect(warnings).toEqual([['claude: login, chat are off: not permitted yet', { hint: 'Ask the owner.' }]])
  })
})
