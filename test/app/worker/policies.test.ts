import { describe, expect, it } from 'vitest'
import { createPolicies, policiesUnder } from '../../../src/app/worker/policies.ts'
import type { StoredQuietWindow } from '../../../src/core/index.ts'

const MUTE: StoredQuietWindow = { id: 1, kind: 'mute', from: 1_000, to: 2_000 }
const config = { falseAlarmDays: 30, sandbox: true, maintenance: [] }

describe('the policy of a target', () => {
  it('is that of the configuration; the watched sandbox is alerted sooner', () => {
    const policyFor = policiesUnder(config, [])
    expect(policyFor('claude').falseAlarmDays).toBe(30)
    expect(policyFor('sandbox').falseAlarmDays).toBe(1)
    expect(policiesUnder({ ...config, sandbox: false }, [])('sandbox').falseAlarmDays).toBe(30)
  })

  it('of the worker is the one that questions about the past are answered by, under the same windows', async () => {
    const policies = createPolicies({
      config: config as never,
      store: { quietWindows: async () => [MUTE] },
      clock: { now: () => 1_500 },
    })
    await policies.refresh()
    for (const target of ['sandbox', 'claude']) {
      expect(policies.policyFor(target)).toEqual(policiesUnder(config, [MUTE])(target))
    }
  })
})
