import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, MINUTE, POST_STATUSES } from '../../src/core/index.ts'
import { diffReadings } from '../../src/witness/index.ts'
import { answerOf, read, readOften, T0 } from './readings.ts'

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
