import { describe, expect, it } from 'vitest'
import { withSandboxCadences } from '../../../src/app/startup/sandbox-cadences.ts'

const MINUTES = { everyMs: 600_000 }

describe('the cadences of the sandbox', () => {
  it('are quick for five doors, and leave the phone out', () => {
    const cadences = withSandboxCadences({})
    expect(cadences['sandbox/login']).toEqual({ everyMs: 10_000, timeoutMs: 8_000 })
    expect(cadences['sandbox/mobile']).toEqual({ off: true })
  })

  it.each(['cli', 'sandbox/cli', 'sandbox/*'])('give way to what the user wrote for %s', (name) => {
    const cadences = withSandboxCadences({ [name]: MINUTES })
    expect(cadences['sandbox/cli']).toEqual({ everyMs: 600_000, timeoutMs: 8_000 })
    expect(cadences[name]).toMatchObject(MINUTES)
  })

  it('give way to what is said most closely', () => {
    const written = { 'sandbox/*': { everyMs: 1 }, cli: { everyMs: 2 }, 'sandbox/cli': { everyMs: 3 } }
    expect(withSandboxCadences(written)['sandbox/cli']?.everyMs).toBe(3)
    expect(withSandboxCadences(written)['sandbox/api']?.everyMs).toBe(1)
  })

  it('switch a probe on or off as the user wrote', () => {
    expect(withSandboxCadences({ mobile: { off: false } })['sandbox/mobile']).toEqual({ off: false })
    expect(withSandboxCadences({ login: { off: true } })['sandbox/login']).toMatchObject({ off: true })
  })

  it('leave a probe its own interval where the user gives it more time than lies between two quick runs', () => {
    expect(withSandboxCadences({ cli: { timeoutMs: 45_000 } })['sandbox/cli']).toEqual({ timeoutMs: 45_000 })
    expect(withSandboxCadences({ cli: { timeoutMs: 9_000 } })['sandbox/cli']).toMatchObject({ everyMs: 10_000 })
  })
})
