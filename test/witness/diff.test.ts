import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, MINUTE, type WitnessMemory } from '../../src/core/index.ts'
import { diffReadings, readStatusPage, type WitnessAnswer } from '../../src/witness/index.ts'
import { atlassianPage, incident, quill } from './pages.ts'

const T0 = Date.UTC(2026, 4, 4, 10, 1)

function answer(json: object, at: number): WitnessAnswer {
  const page = readStatusPage(json)
  if (!page.ok) throw new Error(page.problem)
  return { kind: 'read', at, reading: page.reading }
}

const refused = (at: number, httpStatus = 405): WitnessAnswer => ({
  kind: 'unreadable',
  at,
  voice: 'refused',
  message: `HTTP ${httpStatus}`,
  httpStatus,
})

/** The memory after the page was read once, all green. */
const green = diffReadings(undefined, answer(atlassianPage(quill()), T0)).memory
const next = (memory: WitnessMemory, json: object, minutes = 1) =>
  diffReadings(memory, answer(json, T0 + minutes * MINUTE))

describe('what changed on a status page', () => {
  it('is everything at the first reading', () => {
    const { changes, memory } = diffReadings(undefined, answer(atlassianPage(quill()), T0))
    expect(changes.map(({ kind }) => kind)).toEqual(['voice', 'claim', 'claim', 'claim', 'claim', 'claim'])
    expect(changes[1]).toMatchObject({ at: T0, component: { id: 'c-app', surfaces: ['chat', 'login', 'mobile'] } })
    expect(memory).toMatchObject({ voice: 'heard', voiceSince: T0, heardAt: T0 })
  })

  it('is nothing while the page says the same', () => {
    expect(next(green, atlassianPage(quill()))).toMatchObject({ changes: [], memory: { heardAt: T0 + MINUTE } })
    const unchanged = diffReadings(green, { kind: 'unchanged', at: T0 + MINUTE })
    expect(unchanged).toMatchObject({ changes: [], memory: { heardAt: T0 + MINUTE, voiceSince: T0 } })
  })

  it('is a component that moved, at the time the page gives where that can be so', () => {
    const page = atlassianPage(quill({ 'c-api': 'major_outage' }, new Date(T0 + 20_000).toISOString()))
    expect(next(green, page).changes).toEqual([
      {
        kind: 'claim',
        at: T0 + 20_000,
        component: { id: 'c-api', name: 'Quill API (api.quill.example)', status: 'major_outage', surfaces: ['api'] },
        from: 'operational',
      },
    ])
  })

  it.each([
    ['before the last reading', -1],
    ['in the future', 3 * MINUTE],
  ])('is dated by our reading where the page gives a time %s', (_when, offset) => {
    const page = atlassianPage(quill({ 'c-api': 'major_outage' }, new Date(T0 + offset).toISOString()))
    expect(next(green, page).changes).toMatchObject([{ at: T0 + MINUTE }])
  })

  it('changes no other surface when the page-wide status is red for an unused part', () => {
    const { changes } = next(green, atlassianPage(quill({ 'c-gov': 'major_outage' }), [], 'major'))
    expect(changes).toMatchObject([{ kind: 'claim', component: { id: 'c-gov', surfaces: [] } }])
  })

  it('is a component that is no longer listed, or is listed under another name', () => {
    const without = quill().filter(({ id }) => id !== 'c-cli')
    expect(next(green, atlassianPage(without)).changes).toMatchObject([
      { component: { id: 'c-cli', status: 'unknown', surfaces: ['cli'] }, from: 'operational' },
    ])
    const renamed = quill().map((part) => (part.id === 'c-cli' ? { ...part, name: 'Quill Terminal CLI' } : part))
    expect(next(green, atlassianPage(renamed)).changes).toMatchObject([
      { component: { id: 'c-cli', name: 'Quill Terminal CLI', status: 'operational' }, from: 'operational' },
    ])
  })

  it('is an incident from its first post to its last, with the surfaces that are in trouble', () => {
    const opened = next(green, atlassianPage(quill(), [incident('i1', 'Errors', [['c-api', 'partial_outage']])]))
    expect(opened.changes).toMatchObject([
      { kind: 'post', incident: 'i1', status: 'investigating', surfaces: ['api'], seenAt: T0 + MINUTE },
    ])
    expect(opened.memory.incidents).toMatchObject([{ id: 'i1', posts: ['i1-investigating'], surfaces: ['api'] }])
    const over = next(opened.memory, atlassianPage(quill(), [incident('i1', 'Errors', [], 'resolved')]), 9)
    expect(over.changes).toMatchObject([{ kind: 'post', post: 'i1-resolved', status: 'resolved' }])
    expect(over.memory.incidents).toEqual([])
  })

  it('distinguishes the first post from the component that turns red later', () => {
    const reported = incident('i1', 'Errors')
    const first = next(green, atlassianPage(quill(), [reported]))
    expect(first.changes.map(({ kind }) => kind)).toEqual(['post'])
    const second = next(first.memory, atlassianPage(quill({ 'c-app': 'partial_outage' }), [reported]), 5)
    expect(second.changes.map(({ kind }) => kind)).toEqual(['claim'])
  })

  it('is an open incident even where it names no component and everything is green', () => {
    const { changes, memory } = next(green, atlassianPage(quill(), [incident('i9', 'Delayed invoices')]))
    expect(changes).toMatchObject([{ kind: 'post', name: 'Delayed invoices', surfaces: [] }])
    expect(memory.incidents).toHaveLength(1)
  })

  it('adds the login surface by the text of a post where no component covers sign-in', () => {
    const reported = incident('i2', 'Errors on log-in paths for Quill Code', [['c-cli', 'degraded_performance']])
    expect(next(green, atlassianPage(quill(), [reported])).changes).toMatchObject([{ surfaces: ['cli', 'login'] }])
  })

  it('resolves an incident that is no longer listed', () => {
    const open = next(green, atlassianPage(quill(), [incident('i1', 'Errors')])).memory
    const { changes, memory } = next(open, atlassianPage(quill()), 4)
    expect(changes).toMatchObject([{ kind: 'post', incident: 'i1', status: 'resolved', at: T0 + 4 * MINUTE }])
    expect(memory.incidents).toEqual([])
  })

  it('ignores an incident that was resolved before its first reading', () => {
    expect(next(green, atlassianPage(quill(), [incident('old', 'Errors', [], 'postmortem')])).changes).toEqual([])
  })

  it('changes no component while the page cannot be read, and stores its last content', () => {
    const red = next(green, atlassianPage(quill({ 'c-api': 'major_outage' }))).memory
    const silent = diffReadings(red, refused(T0 + 2 * MINUTE))
    expect(silent.changes).toEqual([
      { kind: 'voice', at: T0 + 2 * MINUTE, voice: 'refused', message: 'HTTP 405', httpStatus: 405 },
    ])
    expect(diffReadings(silent.memory, refused(T0 + 3 * MINUTE)).changes).toEqual([])
    const back = next(silent.memory, atlassianPage(quill()), 4)
    expect(back.changes).toMatchObject([
      { kind: 'voice', voice: 'heard' },
      { kind: 'claim', from: 'major_outage' },
    ])
  })

  it('is the same for the same readings, and nothing the second time', () => {
    const states = fc.dictionary(
      fc.constantFrom('c-app', 'c-con', 'c-api', 'c-cli'),
      fc.constantFrom(...COMPONENT_STATUSES),
    )
    fc.assert(
      fc.property(states, states, fc.boolean(), (first, second, troubled) => {
        const page = (all: Record<string, string>) =>
          atlassianPage(quill(all), troubled ? [incident('i', 'x', Object.entries(all))] : [])
        const memory = next(green, page(first)).memory
        const once = next(memory, page(second), 2)
        expect(next(memory, page(second), 2)).toEqual(once)
        expect(next(once.memory, page(second), 3).changes).toEqual([])
      }),
    )
  })
})
