import { describe, expect, it } from 'vitest'
import { PROXY_FAULTS } from '../../src/fault-proxy/faults.ts'
import { FaultLeases, MAX_LEASE_MS } from '../../src/fault-proxy/leases.ts'
import { createClock } from '../support/clock.ts'

const TOKEN = 'dw-0123456789abcdef'
const OTHER = 'dw-fedcba9876543210'
const fault = PROXY_FAULTS[0]

function start() {
  const clock = createClock()
  const leases = new FaultLeases(clock)
  return { clock, leases }
}

describe('the leases of faults', () => {
  it('apply to requests that carry their token, and to no other', () => {
    const { leases } = start()
    leases.grant(TOKEN, { fault }, 5_000)
    expect(leases.find(`{"content":"a test (${TOKEN}). Reply"}`)?.fault?.name).toBe('529')
    expect(leases.find(`a test (${OTHER})`)).toBeUndefined()
    expect(leases.find(`x${TOKEN}`)).toBeUndefined()
    expect(leases.find('no token at all')).toBeUndefined()
  })

  it('expire by themselves, and let go what hangs', () => {
    const { clock, leases } = start()
    leases.grant(TOKEN, { fault }, 5_000)
    const lease = leases.find(TOKEN)
    clock.advance(4_999)
    leases.expire()
    expect(lease?.ended.aborted).toBe(false)
    clock.advance(1)
    leases.expire()
    expect(lease?.ended.aborted).toBe(true)
    expect(leases.find(TOKEN)).toBeUndefined()
  })

  it('live on while they are renewed, and never longer than ten seconds without that', () => {
    const { clock, leases } = start()
    leases.grant(TOKEN, { fault }, 3_600_000)
    clock.advance(MAX_LEASE_MS - 1)
    leases.grant(TOKEN, { fault }, 3_600_000)
    clock.advance(MAX_LEASE_MS - 1)
    expect(leases.find(TOKEN)).toBeDefined()
    clock.advance(1)
    expect(leases.find(TOKEN)).toBeUndefined()
  })

  it('count requests, also after their end and a second grant', () => {
    const { leases } = start()
    expect(leases.sighting(TOKEN)).toEqual({ seen: 0, injected: 0 })
    leases.grant(TOKEN, { fault }, 5_000)
    const counts = leases.find(TOKEN)?.counts
    if (counts) Object.assign(counts, { seen: 2, injected: 1, upstreamError: 401 })
    leases.end(TOKEN)
    expect(leases.find(TOKEN)).toBeUndefined()
    expect(leases.sighting(TOKEN)).toEqual({ seen: 2, injected: 1, upstreamError: 401 })
    leases.grant(TOKEN, {}, 5_000)
    expect(leases.find(TOKEN)?.fault).toBeUndefined()
    expect(leases.sighting(TOKEN).seen).toBe(2)
  })

  it('are forgotten after two thousand others, so that memory does not grow', () => {
    const { leases } = start()
    leases.grant(TOKEN, {}, 5_000)
    const counts = leases.find(TOKEN)?.counts
    if (counts) counts.seen = 1
    leases.end(TOKEN)
    for (let index = 0; index < 2_000; index += 1) {
      leases.grant(`dw-${index.toString(16).padStart(16, '0')}`, {}, 5_000)
    }
    expect(leases.sighting(TOKEN).seen).toBe(0)
  })
})
