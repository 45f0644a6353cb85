import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY, Secret, type Target } from '../../../src/core/index.ts'
import { keptSessionState } from '../../../src/run/index.ts'
import { createVault } from '../../../src/run/sessions/vault.ts'
import { presetOf } from '../../sandbox/support.ts'
import { newStateDir } from './kit.ts'

const KEY = new Secret('DOORWATCH_KEY', 'a long enough key of the environment')
const OTHER = new Secret('DOORWATCH_KEY', 'quite another key, as long as it')
const NOW = 1_700_000_000_000
const target: Target = { name: 'here', title: 'Here', login: presetOf('http://127.0.0.1:1').login }

function keptAt(madeAt: number): string {
  const stateDir = newStateDir()
  const owner = { target: 'here', account: target.login?.email ?? '' }
  createVault(join(stateDir, 'sessions'), KEY, () => {}).save(owner, { state: { cookies: [], origins: [] }, madeAt })
  return stateDir
}

describe('the state of a kept session', () => {
  it('is read without a request to the service', () => {
    const stateOf = (stateDir: string, key = KEY) => keptSessionState({ target, stateDir, key, now: NOW })
    expect([
      stateOf(keptAt(NOW - DAY / 2)),
      stateOf(keptAt(NOW - 2 * DAY)),
      stateOf(keptAt(NOW), OTHER),
      stateOf(newStateDir()),
    ]).toEqual(['good', 'over', 'closed', 'none'])
  })
})
