import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { diffReadings } from '../../src/witness/index.ts'
import { readIncidents } from '../../src/witness/parse.ts'
import { answerOf, read, readOften, T0 } from './readings.ts'

describe('a page that lists two components under one id', () => {
  const page = {
    components: [
      { name: 'API', status: 'operational', updated_at: '2026-05-04T09:00:00Z' },
      { name: 'Web', status: 'operational' },
      { name: 'API', status: 'partial_outage', updated_at: '2026-05-04T09:30:00Z' },
      { name: 'API', status: 'degraded_performance' },
    ],
  }

  it('has one component with the worst status of them', () => {
    expect(read(page).components).toEqual([
      { id: 'API', name: 'API', status: 'partial_outage', updatedAt: Date.UTC(2026, 4, 4, 9, 30) },
      { id: 'Web', name: 'Web', status: 'operational' },
    ])
  })

  it('changes once, not at every reading', () => {
    expect(readOften(page, 3)).toEqual([['voice', 'claim', 'claim'], [], []])
  })

  it('leaves nothing unread: the second entry is not counted as unreadable', () => {
    expect(read(page).unreadable).toBe(0)
  })
})

describe('a page that lists one incident twice', () => {
  const entry = (update: string) => ({
    id: 'i1',
    name: 'Errors',
    status: 'investigating',
    incident_updates: [{ id: update, status: 'investigating', body: 'We look.', created_at: '2026-05-04T09:00:00Z' }],
  })
  const page = { components: [{ id: 'a', name: 'API' }], incidents: [entry('u1'), entry('u2'), entry('u1')] }

  it('has one incident with the posts of both, each once', () => {
    expect(read(page).incidents.map(({ id, posts }) => [id, posts.map((post) => post.id)])).toEqual([
      ['i1', ['u1', 'u2']],
    ])
  })

  it('publishes its posts once, not at every reading', () => {
    expect(readOften(page, 3).map((kinds) => kinds.filter((kind) => kind === 'post').length)).toEqual([2, 0, 0])
  })
})

describe('a page that is huge', () => {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index))

  it('is read up to 300 components, 60 incidents and 60 posts of each; the rest is counted', () => {
    const page = {
      components: many(400, (id) => ({ id, name: `Part ${id}`, status: 'operational' })),
      incidents: many(70, (id) => ({
        id,
        name: 'Errors',
        status: 'investigating',
        incident_updates: many(90, (post) => ({
          id: post,
          body: 'Looking.',
          created_at: new Date(T0 + post).toISOString(),
        })),
      })),
      scheduled_maintenances: many(65, (id) => ({ id, name: 'Upgrade', status: 'in_progress' })),
    }
    const { components, incidents, maintenances, unreadable } = read(page)
    expect([components.length, incidents.length, incidents[0]?.posts.length, maintenances.length]).toEqual([
      300, 60, 60, 60,
    ])
    expect(unreadable).toBe(100 + 10 + 5)
  })

  it('limits names to 120 characters and texts to 500', () => {
    const long = 'word '.repeat(4_000)
    const page = {
      components: [{ id: 'a', name: long, status: 'operational' }],
      incidents: [{ id: 'i', name: long, status: 'identified', incident_updates: [{ id: 'u', body: long }] }],
      scheduled_maintenances: [{ id: 'm', name: long, status: 'verifying' }],
      status: { indicator: 'major', description: long },
    }
    const { components, incidents, maintenances, headline } = read(page)
    for (const name of [components[0]?.name, incidents[0]?.name, maintenances[0]?.name, headline]) {
      expect(name?.length).toBeLessThanOrEqual(120)
    }
    expect(incidents[0]?.posts[0]?.text.length).toBeLessThanOrEqual(500)
  })
})

describe('a page with missing fields', () => {
  const withIncident = (incident: unknown) => read({ components: [{ id: 'a' }], incidents: [incident] })

  it('names an incident without a name, and counts one without an id and a name', () => {
    expect(withIncident({ id: 'i' }).incidents).toEqual([
      { id: 'i', name: 'Incident without a name', status: 'unknown', posts: [] },
    ])
    expect(withIncident({ status: 'investigating' })).toMatchObject({ incidents: [], unreadable: 1 })
  })

  it('identifies a post by its date where it has no id, and leaves out one that has neither', () => {
    const updates = [
      { created_at: '2026-05-04T10:05:00Z', body: 'b' },
      { display_at: '2026-05-04T10:01:00Z' },
      { body: 'c' },
    ]
    const [incident] = withIncident({ id: 'i', incident_updates: updates }).incidents
    expect(incident?.posts).toEqual([
      { id: '2026-05-04T10:01:00Z', status: 'unknown', at: T0 + MINUTE, text: '', affects: [] },
      { id: '2026-05-04T10:05:00Z', status: 'unknown', at: T0 + 5 * MINUTE, text: 'b', affects: [] },
    ])
  })

  it('dates an incident by its start, or by its creation where it has no start', () => {
    const [start, created] = ['2026-05-04T09:00:00Z', '2026-05-04T09:10:00Z']
    expect(withIncident({ id: 'i', started_at: start, created_at: created }).incidents[0]?.startedAt).toBe(
      Date.parse(start),
    )
    expect(withIncident({ id: 'i', created_at: created }).incidents[0]?.startedAt).toBe(Date.parse(created))
  })

  it('reads an affected component without a status as operational', () => {
    const updates = [{ id: 'u', affected_components: [{ code: 'a' }, { code: 'b', new_status: 'major_outage' }] }]
    expect(withIncident({ id: 'i', incident_updates: updates }).incidents[0]?.posts[0]?.affects).toEqual(['b'])
  })

  it('has a headline only where the page-wide status is not none', () => {
    const headline = (status: unknown) => read({ components: [{ id: 'a' }], status }).headline
    expect(headline({ indicator: 'none', description: 'All Systems Operational' })).toBeUndefined()
    expect(headline({ description: 'Partial Outage' })).toBeUndefined()
    expect(headline({ indicator: 'minor' })).toBe('minor')
    expect(headline({ indicator: 'minor', description: 'Partial <b>Outage</b>' })).toBe('Partial Outage')
    expect(headline('down')).toBeUndefined()
  })

  it.each([[undefined], [null], [{}], ['none'], [7]])('has no incident where the list of incidents is %j', (list) => {
    expect(readIncidents(list)).toEqual([])
  })
})

describe('maintenance', () => {
  const page = (extra: object = {}) => ({
    components: [{ id: 'a', name: 'API' }],
    scheduled_maintenances: [{ id: 'm', name: 'Upgrade', status: 'in_progress', ...extra }],
  })

  it('keeps the time of its first reading, whatever the page says later', () => {
    const first = diffReadings(undefined, answerOf(page({ scheduled_for: '2026-05-04T09:30:00Z' }), T0)).memory
    expect(first.maintenances).toEqual([{ id: 'm', name: 'Upgrade', since: T0 - 30 * MINUTE }])
    const later = diffReadings(first, answerOf(page({ started_at: '2026-05-04T09:45:00Z' }), T0 + MINUTE)).memory
    expect(later.maintenances).toEqual(first.maintenances)
  })

  it('begins no later than it was read', () => {
    const { memory } = diffReadings(undefined, answerOf(page({ started_at: '2027-01-01T00:00:00Z' }), T0))
    expect(memory.maintenances?.[0]?.since).toBe(T0)
  })

  it('ends when it is not in progress any more', () => {
    const first = diffReadings(undefined, answerOf(page(), T0)).memory
    expect(diffReadings(first, answerOf(page({ status: 'completed' }), T0 + MINUTE)).memory.maintenances).toEqual([])
  })
})
