import { describe, expect, it } from 'vitest'
import { tellDoorsOff } from '../../src/app/startup/doors-off.ts'
import { SILENT, type Target } from '../../src/core/index.ts'

describe('what is said at the start of doors that are off', () => {
  it('is one warning per reason, with what to do, and nothing for a target without any', () => {
    const said: unknown[] = []
    const off = [{ doors: ['login', 'chat'], why: 'nobody allowed it', hint: 'Ask the owner.' }]
    const targets: readonly Target[] = [
      { name: 'claude', title: 'Claude', off },
      { name: 'sandbox', title: 'Sandbox' },
    ]
    tellDoorsOff(targets, { ...SILENT, warn: (event, fields) => said.push([event, fields]) })
    expect(said).toEqual([['claude: login, chat are off: nobody allowed it', { hint: 'Ask the owner.' }]])
  })
})
