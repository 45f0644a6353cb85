import { describe, expect, it } from 'vitest'
import { withSandboxCadences } from '../../../src/app/startup/sandbox-cadences.ts'

const MINUTES = { everyMs: 600_000 }

describe('the cadences of the sandbox', () => {
  it('are quick for five doors, and leave the phone out', () => {
    const cadences = withSandboxCadences({})
    expect(cadences['sandbox/login']).toEqual({ everyMs: 10_000, timeoutMs: 8_000 })
    expect(cadences['sandbox/mobile']).toEqual({ off: true })
  })

  it.each(['cli', 'sandbox/cli', 'sandbox/*'])('are replaced by the schedule of the user for %s', (name) => {
    const cadences = withSandboxCadences({ [name]: MINUTES })
    expect(cadences['sandbox/cli']).toEqual({ everyMs: 600_000, timeoutMs: 8_000 })
    expect(cadences[name]).toMatchObject(MINUTES)
  })

  it('are replaced by the most specific entry', () => {
    const written = { 'sandbox/*': { everyMs: 1 }, cli: { everyMs: 2 }, 'sandbox/cli': { everyMs: 3 } }
    expect(withSandboxCadences(written)['sandbox/cli']?.everyMs).toBe(3)
    expect(withSandboxCadences(written)['sandbox/api']?.everyMs).toBe(1)
  })

  it('follow the user who turns a probe on or off', () => {
    expect(withSandboxCadences({ mobile: { off: false } })['sandbox/mobile']).toEqual({ off: false })
    expect(withSandboxCadences({ login: { off: true } })['sandbox/login']).toMatchObject({ off: true })
  })

  it('do not apply to a probe whose timeout is longer than the quick interval', () => {
    expect(withSandboxCadences({ cli: { timeoutMs: 45_000 } })['sandbox/cli']).toEqual({ timeoutMs: 45_000 })
    expect(withSandboxCadences({ cli: { timeoutMs: 9_000 } })['sandbox/cli']).toMatchObject({ everyMs: 10_000 })
  })
})
