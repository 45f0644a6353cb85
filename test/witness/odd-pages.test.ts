import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, MINUTE, POST_STATUSES, type WitnessMemory } from '../../src/core/index.ts'
import { componentStatusOf, entryIn, listIn, postStatusOf, textOf, timeField } from '../../src/witness/fields.ts'
import { diffReadings, readStatusPage, type WitnessAnswer } from '../../src/witness/index.ts'
import { readIncidents } from '../../src/witness/parse.ts'

const T0 = Date.UTC(2026, 4, 4, 10)

function read(json: unknown) {
  const page = readStatusPage(json)
  if (!page.ok) throw new Error(page.problem)
  return page.reading
}

const answerOf = (json: unknown, at: number): WitnessAnswer => ({ kind: 'read', at, reading: read(json) })

/** Reads the same page `times` times, a minute apart. */
function readOften(json: unknown, times: number) {
  let memory: WitnessMemory | undefined
  return Array.from({ length: times }, (_, minute) => {
    const diff = diffReadings(memory, answerOf(json, T0 + minute * MINUTE))
    memory = diff.memory
    return diff.changes.map(({ kind }) => kind)
  })
}

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

describe('a field of a page', () => {
  it.each(COMPONENT_STATUSES)('reads the status %s however it is spelled', (status) => {
    for (const spelling of [
      status,
      status.toUpperCase(),
      status.replaceAll('_', ' '),
      status.replaceAll('_', '-'),
      ` ${status}\n`,
    ]) {
      expect(componentStatusOf(spelling)).toBe(status)
    }
  })

  it.each(POST_STATUSES)('reads the incident status %s in any case', (status) => {
    expect(postStatusOf(status.toUpperCase())).toBe(status)
  })

  it.each([['OK'], ['up'], [''], [null], [undefined], [0], [true], [['operational']], [{ status: 'operational' }]])(
    'takes %j for an unknown status, never for operational',
    (value) => {
      expect(componentStatusOf(value)).toBe('unknown')
    },
  )

  it('takes "resolved" of a component for unknown: a status of an incident is none of a component', () => {
    expect(componentStatusOf('resolved')).toBe('unknown')
    expect(postStatusOf('operational')).toBe('unknown')
  })

  it.each([
    ['2026-05-04T10:00:00Z', T0],
    ['2026-05-04T12:00:00+02:00', T0],
    ['2026-05-04T10:00:00.250Z', T0 + 250],
  ])('reads the date %s', (text, at) => {
    expect(timeField('at', text)).toEqual({ at })
  })

  it.each([['soon'], [''], [null], [T0], [{}], [undefined]])('leaves out %j, which is no date', (value) => {
    expect(timeField('at', value)).toEqual({})
  })

  it('is a text of at most a thousand characters; a blank one is none', () => {
    expect(textOf('x'.repeat(5_000))).toHaveLength(1_000)
    expect(textOf('abcdef', 3)).toBe('abc')
    expect([textOf(' \t\n'), textOf(''), textOf(null), textOf([]), textOf({})]).toEqual(Array(5).fill(undefined))
    expect(textOf(0)).toBe('0')
  })

  it('is an object or a list only where it is one', () => {
    for (const value of [null, undefined, 7, 'x', []]) expect(entryIn(value)).toBeUndefined()
    expect(entryIn({ a: 1 })).toEqual({ a: 1 })
    for (const value of [null, undefined, 7, 'x', { length: 2 }]) expect(listIn(value)).toEqual([])
    expect(listIn([1])).toEqual([1])
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

  it('keeps names within 120 characters and texts within 500', () => {
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

  it('dates an incident by its start, else by its creation', () => {
    const [start, created] = ['2026-05-04T09:00:00Z', '2026-05-04T09:10:00Z']
    expect(withIncident({ id: 'i', started_at: start, created_at: created }).incidents[0]?.startedAt).toBe(
      Date.parse(start),
    )
    expect(withIncident({ id: 'i', created_at: created }).incidents[0]?.startedAt).toBe(Date.parse(created))
  })

  it('takes an affected component without a status for one that works', () => {
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

  it('ends where it is no longer in progress', () => {
    const first = diffReadings(undefined, answerOf(page(), T0)).memory
    expect(diffReadings(first, answerOf(page({ status: 'completed' }), T0 + MINUTE)).memory.maintenances).toEqual([])
  })
})

const entry = fc.record(
  {
    id: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 }), fc.constant(null)),
    name: fc.oneof(fc.constantFrom('API', 'Web', 'Login', '<b>'), fc.string({ maxLength: 5 })),
    status: fc.oneof(fc.constantFrom(...COMPONENT_STATUSES, ...POST_STATUSES, 'on fire', 'INPROGRESS'), fc.constant(7)),
    updated_at: fc.constantFrom('2026-05-04T09:59:50Z', '2026-05-04T10:00:30Z', '2030-01-01T00:00:00Z', 'never'),
    group: fc.constantFrom(true, false, null),
  },
  { requiredKeys: [] },
)
const update = fc.record({
  id: fc.constantFrom('u1', 'u2', 'u3'),
  status: fc.constantFrom(...POST_STATUSES),
  body: fc.string(),
})
const odd = fc.record({
  components: fc.array(entry, { maxLength: 8 }).map((list) => [{ id: 'fixed', name: 'Fixed' }, ...list]),
  incidents: fc.array(
    fc.record({
      id: fc.constantFrom('i1', 'i2'),
      status: fc.constantFrom(...POST_STATUSES),
      incident_updates: fc.array(update, { maxLength: 4 }),
    }),
    { maxLength: 4 },
  ),
  scheduled_maintenances: fc.array(entry, { maxLength: 3 }),
})

describe('whatever a page lists', () => {
  it('gives each component and each incident once', () => {
    fc.assert(
      fc.property(odd, (page) => {
        const { components, incidents } = read(page)
        for (const ids of [components.map(({ id }) => id), incidents.map(({ id }) => id)]) {
          expect(new Set(ids).size).toBe(ids.length)
        }
        for (const { posts } of incidents) expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
      }),
    )
  })

  it('changes nothing at the second reading of the same page', () => {
    fc.assert(
      fc.property(odd, (page) => {
        expect(readOften(page, 3).slice(1)).toEqual([[], []])
      }),
    )
  })

  it('dates no change after its reading', () => {
    fc.assert(
      fc.property(odd, odd, (first, second) => {
        const { memory } = diffReadings(undefined, answerOf(first, T0))
        for (const { at } of diffReadings(memory, answerOf(second, T0 + MINUTE)).changes) {
          expect(at).toBeLessThanOrEqual(T0 + MINUTE)
        }
      }),
    )
  })

  it('has the changes that lead from the old components to the new ones', () => {
    fc.assert(
      fc.property(odd, odd, (first, second) => {
        const before = diffReadings(undefined, answerOf(first, T0)).memory
        const { memory, changes } = diffReadings(before, answerOf(second, T0 + MINUTE))
        const statuses = new Map(before.components.map(({ id, status }) => [id, status]))
        for (const change of changes) {
          if (change.kind !== 'claim') continue
          expect(change.from).toBe(statuses.get(change.component.id))
          statuses.set(change.component.id, change.component.status)
        }
        for (const { id, status } of memory.components) expect(statuses.get(id)).toBe(status)
        const listed = new Set(memory.components.map(({ id }) => id))
        for (const [id, status] of statuses) if (!listed.has(id)) expect(status).toBe('unknown')
      }),
    )
  })
})
