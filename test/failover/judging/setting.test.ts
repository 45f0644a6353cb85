import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../../src/failover/index.ts'
import { settingToChange } from '../../../src/failover/judging/setting.ts'
import { PROXY_FAULTS } from '../../../src/fault-proxy/index.ts'
import { faultNamed } from './kit.ts'

const PROXY = 'http://127.0.0.1:4191'

interface Changes {
  readonly seen?: number
  readonly keptOut?: boolean
  readonly unreachable?: boolean
}

function advice(fault: string, verdict: Verdict, changes: Changes = {}) {
  const { seen = 1, keptOut = false, unreachable = false } = changes
  const sighting = { seen, injected: verdict === 'not exercised' ? 0 : 1 }
  return settingToChange({ fault: faultNamed(fault), verdict, sighting, keptOut, unreachable, proxyUrl: PROXY })
}

describe('the setting to change', () => {
  it('is none where a cell is green', () => {
    for (const { name } of PROXY_FAULTS) expect(advice(name, 'green')).toBeUndefined()
  })

  it.each(['error', 'lost', 'waits', 'not exercised'] as const)('is named for every fault that is %s', (verdict) => {
    for (const { name } of PROXY_FAULTS) expect(advice(name, verdict), name).toMatch(/^[A-Z].{20,}\.$/)
  })

  it('is about the stream where a stream was lost', () => {
    expect(advice('overloaded-mid', 'lost')).toContain('inside a stream')
    expect(advice('truncated', 'error')).toBe(advice('overloaded-mid', 'lost'))
  })

  it('names the status that has to fail over', () => {
    expect(advice('529', 'error')).toContain('HTTP 529')
    expect(advice('401', 'error')).toContain('HTTP 401')
  })

  it('is a timeout where the caller waits', () => {
    expect(advice('hang', 'waits')).toContain('first byte')
    expect(advice('stall', 'waits')).toContain('between the pieces')
    expect(advice('429', 'waits')).toContain('Fewer retries')
  })

  it('is the address of A, the cooldown or the key where the fault did not reach the request', () => {
    expect(advice('529', 'not exercised', { seen: 0 })).toContain(PROXY)
    expect(advice('529', 'not exercised', { seen: 0, keptOut: true })).toContain('cooldown')
    expect(advice('529', 'not exercised')).toContain('--upstream')
    expect(advice('529', 'not exercised', { seen: 0, unreachable: true })).toContain('Start the gateway')
  })
})
