import { describe, expect, it } from 'vitest'
import type { WitnessMemory } from '../../src/core/index.ts'
import { witnessLine } from '../../src/witness/index.ts'

const AT = Date.UTC(2026, 4, 4, 21, 4, 40)
const component = (name: string, status: 'operational' | 'major_outage' | 'degraded_performance') => ({
  id: name,
  name,
  status,
  surfaces: [],
})
const page = (over: Partial<WitnessMemory>): WitnessMemory => ({
  voice: 'heard',
  voiceSince: AT - 60_000,
  heardAt: AT,
  components: [component('Web', 'operational')],
  incidents: [],
  ...over,
})

describe('the line on the status page in an alert', () => {
  it('says that all is well, and when it was read', () => {
    expect(witnessLine(page({}))).toBe('all systems operational (read 21:04:40 UTC)')
  })

  it('names at most three broken components, and the newest incident', () => {
    const components = ['A', 'B', 'C', 'D'].map((name) => component(name, 'major_outage'))
    const common = { status: 'investigating', surfaces: [], posts: [] } as const
    const incidents = [
      { ...common, id: '1', name: 'Older', since: AT - 9_000 },
      { ...common, id: '2', name: 'Newer', since: AT - 4_000 },
    ]
    expect(witnessLine(page({ components, incidents }))).toBe(
      'A: major outage, B: major outage, C: major outage, 1 more; ' +
        'incident "Newer" (investigating since 21:04:36 UTC) and 1 more (read 21:04:40 UTC)',
    )
  })

  it.each([
    [{ unreadable: 1 }, '1 operational; 1 entry of the page could not be read'],
    [{ unreadable: 3 }, '1 operational; 3 entries of the page could not be read'],
    [
      { maintenances: [{ id: 'm', name: 'Database upgrade', since: AT - 60_000 }] },
      'all components operational; maintenance "Database upgrade" (in progress since 21:03:40 UTC)',
    ],
    [{ headline: 'Service Under Maintenance' }, 'all components operational; page status "Service Under Maintenance"'],
    [
      { unreadable: 2, components: [component('API', 'major_outage')] },
      'API: major outage; 2 entries of the page could not be read',
    ],
  ] satisfies [Partial<WitnessMemory>, string][])('never says that all is well of %j', (memory, line) => {
    expect(witnessLine(page(memory))).toBe(`${line} (read 21:04:40 UTC)`)
  })

  it('distinguishes a page that cannot be read from a green page', () => {
    expect(witnessLine(page({ voice: 'refused', message: 'HTTP 405', voiceSince: AT }))).toBe(
      'nothing, it could not be read (HTTP 405 since 21:04:40 UTC)',
    )
  })

  it('is absent before the first reading', () => {
    expect(witnessLine(undefined)).toBeUndefined()
    expect(witnessLine(page({ voice: 'unwatched' }))).toBeUndefined()
  })
})
