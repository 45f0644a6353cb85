import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatusPage } from '../../src/witness/index.ts'
import { atlassianPage, incident, incidentIoPage, quill } from './pages.ts'

function read(json: unknown) {
  const page = readStatusPage(json)
  if (!page.ok) throw new Error(page.problem)
  return page.reading
}

describe('reading a status page', () => {
  it('reads the components of an Atlassian page without the headings of groups', () => {
    const { components } = read(atlassianPage(quill({ 'c-api': 'partial_outage' })))
    expect(components.map(({ id, status }) => [id, status])).toEqual([
      ['c-app', 'operational'],
      ['c-con', 'operational'],
      ['c-api', 'partial_outage'],
      ['c-cli', 'operational'],
      ['c-gov', 'operational'],
    ])
    expect(components[0]?.updatedAt).toBe(Date.UTC(2026, 4, 4, 10))
  })

  it('reads an incident.io page, where groups are null and incidents name no component', () => {
    const reading = read(
      incidentIoPage(
        [
          { id: 'x1', name: 'Login', status: 'full_outage' },
          { id: 'x2', name: 'Chat Completions' },
        ],
        [{ id: 'i1', name: 'Sign-in trouble', status: 'identified', incident_updates: [{ id: 'u1', body: 'Found.' }] }],
      ),
    )
    expect(reading.components.map(({ status }) => status)).toEqual(['major_outage', 'operational'])
    expect(reading.incidents).toMatchObject([{ status: 'identified', posts: [{ id: 'u1', affects: [] }] }])
  })

  it('does not read a component as broken because an incident is linked to it', () => {
    const linked = incident('i1', 'Admin keys', [
      ['c-app', 'operational'],
      ['c-api', 'degraded_performance'],
      ['c-cli', 'operational'],
    ])
    expect(read(atlassianPage(quill(), [linked])).incidents[0]?.posts[0]?.affects).toEqual(['c-api'])
  })

  it('uses the linked components of the incident where a post lists none', () => {
    const reported = {
      id: 'i2',
      name: 'Slow',
      status: 'investigating',
      components: [
        { id: 'c-app', status: 'major_outage' },
        { id: 'c-api', status: 'operational' },
      ],
      incident_updates: [{ id: 'u1', status: 'investigating', body: 'Hm.', affected_components: null }],
    }
    expect(read(atlassianPage(quill(), [reported])).incidents[0]?.posts[0]?.affects).toEqual(['c-app'])
  })

  it('reads an unrecognised status as unknown, never as operational', () => {
    expect(read(atlassianPage(quill({ 'c-app': 'on_fire' }))).components[0]?.status).toBe('unknown')
  })

  it('counts the entries that cannot be read, and accepts a component with only a name or an id', () => {
    const page = {
      components: [null, 7, { id: 'a' }, { name: 'Web', status: 'operational' }, {}],
      incidents: [3],
      scheduled_maintenances: ['soon'],
    }
    expect(read(page)).toMatchObject({
      components: [
        { id: 'a', name: 'a', status: 'unknown' },
        { id: 'Web', name: 'Web', status: 'operational' },
      ],
      incidents: [],
      unreadable: 5,
    })
  })

  it('counts what is beyond the longest list that it reads', () => {
    const components = Array.from({ length: 310 }, (_, id) => ({ id, name: `Part ${id}`, status: 'operational' }))
    expect(read({ components })).toMatchObject({ unreadable: 10 })
  })

  it('accepts numbers as ids, objects as groups and the statuses of Instatus', () => {
    const { components, incidents, unreadable } = read({
      components: [
        { id: 17, name: 'API', status: 'MAJOROUTAGE', group: { id: 'g', name: 'Products' } },
        { id: 18, name: 'Web', status: 'UNDERMAINTENANCE', group: null },
      ],
      incidents: [{ id: 4, name: 'Down', status: 'INVESTIGATING', incident_updates: [{ id: 9, body: 'Looking.' }] }],
    })
    expect(components).toMatchObject([
      { id: '17', status: 'major_outage' },
      { id: '18', status: 'under_maintenance' },
    ])
    expect(incidents).toMatchObject([{ id: '4', status: 'investigating', posts: [{ id: '9' }] }])
    expect(unreadable).toBe(0)
  })

  it('counts maintenance as in progress only where the page has this status', () => {
    const upgrade = (id: string, status: string) => ({ id, name: 'Database upgrade', status })
    const page = atlassianPage(quill())
    const all = ['scheduled', 'in_progress', 'verifying', 'completed'].map((status) => upgrade(status, status))
    const { maintenances } = read({ ...page, scheduled_maintenances: all })
    expect(maintenances.map(({ id }) => id)).toEqual(['in_progress', 'verifying'])
  })

  it.each([
    [null],
    ['<html>'],
    [{}],
    [{ components: [] }],
    [{ components: 'many' }],
    [{ components: [{ id: 'g', name: 'Group', status: 'operational', group: true }] }],
  ])('refuses %j, which is no status page', (json) => {
    expect(readStatusPage(json)).toMatchObject({ ok: false, problem: expect.stringContaining('component') })
  })

  it('makes one bounded line without markup of whatever the page writes', () => {
    const hostile = {
      id: 'i3',
      name: `Down\u0000\u202e <b>now</b>\n${'x'.repeat(500)}`,
      incident_updates: [{ id: 'u', body: `<script>alert(1)</script>line\r\nline ${'y'.repeat(9_000)}` }],
    }
    const [reported] = read(atlassianPage(quill(), [hostile])).incidents
    expect(reported?.name).toMatch(/^Down now x+…$/)
    expect(reported?.name).toHaveLength(120)
    expect(reported?.posts[0]?.text).toMatch(/^alert\(1\) line line y+…$/)
  })

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (components, incidents) => {
        const page = readStatusPage({ components: [components, components], incidents: [incidents] })
        expect(typeof page.ok).toBe('boolean')
        readStatusPage({ components, incidents })
      }),
    )
  })
})
