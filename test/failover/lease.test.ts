import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { holdLease } from '../../src/failover/lease.ts'
import type { ProxyControl } from '../../src/fault-proxy/index.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function fakeControl(grant = vi.fn<ProxyControl['grant']>().mockResolvedValue()) {
  const end = vi.fn<ProxyControl['end']>().mockResolvedValue({ seen: 1, injected: 1 })
  return { grant, end, sighting: end }
}

describe('the lease of one exercise', () => {
  it('is renewed well before it expires, until it ends', async () => {
    const control = fakeControl()
    const lease = await holdLease(control, 'dw-1', { fault: '529' })
    const [, , ms] = control.grant.mock.calls[0] ?? []
    await vi.advanceTimersByTimeAsync(60_000)
    expect(control.grant.mock.calls.length).toBeGreaterThan((60_000 / (ms ?? 1)) * 2)
    expect(await lease.end()).toEqual({ seen: 1, injected: 1 })
    const granted = control.grant.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(control.grant.mock.calls.length).toBe(granted)
  })

  it('expires within seconds after its holder is gone', async () => {
    const control = fakeControl()
    await holdLease(control, 'dw-1', {})
    expect(control.grant.mock.calls[0]?.[2]).toBeLessThanOrEqual(5_000)
  })

  it('outlives a renewal that fails', async () => {
    const grant = vi.fn<ProxyControl['grant']>().mockResolvedValueOnce().mockRejectedValue(new Error('away'))
    const lease = await holdLease(fakeControl(grant), 'dw-1', {})
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await lease.end()).toEqual({ seen: 1, injected: 1 })
  })
})
