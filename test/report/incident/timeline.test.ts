import { describe, expect, it } from 'vitest'
import { type AlertRecord, type IncidentRecord, MINUTE, SECOND } from '../../../src/core/index.ts'
import { type TimelineSources, timelineOf } from '../../../src/report/incident/timeline.ts'
import { alertOf } from '../../store/kit.ts'
import { failureOf, NOW, run, transition } from '../kit.ts'

const INCIDENT: IncidentRecord = {
  ...{ name: 'sandbox-1', target: 'sandbox', openedAt: NOW + MINUTE, impactAt: NOW, scope: 'sign-in only' },
  surfaces: [],
  timeline: [
    { at: NOW + MINUTE, kind: 'opened', surface: 'login', from: 'operational', to: 'down', text: 'login is down' },
    { at: NOW + 2 * MINUTE, kind: 'joined', surface: 'chat', from: 'operational', to: 'degraded', text: 'chat joins' },
    { at: NOW + 2 * MINUTE, kind: 'scope', text: 'front doors only' },
    { at: NOW + 3 * MINUTE, kind: 'acknowledged', text: 'acknowledged by Ana' },
  ],
  notes: [
    { at: NOW + 4 * MINUTE, kind: 'note', by: 'Ana', text: 'called the vendor' },
    { at: NOW + 5 * MINUTE, kind: 'owner', by: 'Ana', text: 'Ben' },
  ],
}
const failing = run('login', NOW, {
  outcome: 'failed',
  failure: failureOf('server_error', 'HTTP 500', { step: 'submit' }),
})

const timeline = (more: Partial<TimelineSources> = {}) =>
  timelineOf({ incident: INCIDENT, runs: [], transitions: [], alerts: [], page: [], ...more })

describe('the timeline of an incident', () => {
  it('begins with the first failing run and holds notes, owner and acknowledgement in order of time', () => {
    const rows = timeline({ runs: [{ surface: 'login', failing, confirms: [] }] })
    expect(rows.map(({ kind, text }) => [kind, text])).toEqual([
      ['run', 'First failing run of login: HTTP 500 at "submit" (server error)'],
      ['state', 'login is down'],
      ['state', 'chat joins'],
      ['acknowledged', 'acknowledged by Ana'],
      ['note', 'Ana: called the vendor'],
      ['owner', 'Ben owns it (set by Ana)'],
    ])
  })

  it('merges a change of scope into the row of the same moment', () => {
    expect(timeline().filter(({ at }) => at === NOW + 2 * MINUTE)).toEqual([
      { at: NOW + 2 * MINUTE, kind: 'state', text: 'chat joins', state: 'degraded', more: ['front doors only'] },
    ])
  })

  it('adds transitions that the judge wrote no row for', () => {
    const unknown = { ...transition('login', NOW + 6 * MINUTE, 'unknown'), from: 'down' as const }
    const noted = transition('login', NOW + MINUTE, 'down')
    expect(timeline({ transitions: [unknown, noted] }).at(-1)).toEqual({
      ...{ at: NOW + 6 * MINUTE, kind: 'state', text: 'Login: down to unknown', state: 'unknown' },
    })
    expect(timeline({ transitions: [noted] })).toHaveLength(timeline().length)
  })

  it('has each alert with its deliveries in every channel', () => {
    const base = { id: 1, alertKey: 'k', attempts: 1, dueAt: NOW } as const
    const alert: AlertRecord = {
      ...alertOf('k', { at: NOW + 70 * SECOND, headline: 'login is DOWN' }),
      deliveries: [
        { ...base, channel: 'slack', state: 'sent', rung: 'visible', reachedAt: NOW + 71 * SECOND },
        { ...base, channel: 'email', state: 'dead', lastError: 'refused' },
      ],
    }
    expect(timeline({ alerts: [alert] }).find(({ kind }) => kind === 'alert')).toMatchObject({
      text: 'Alert (opened): login is DOWN',
      deliveries: [
        { channel: 'slack', state: 'sent', rung: 'visible', at: NOW + 71 * SECOND },
        { channel: 'email', state: 'dead', error: 'refused' },
      ],
    })
  })

  it.each([
    [undefined, 'no channel is configured'],
    [{ to: [] }, 'its channels hold the alerts of this incident'],
  ])('says why an alert has no delivery: with the routing %j, %s', (routing, undelivered) => {
    const alert = { ...alertOf('k', { at: NOW }), deliveries: [], ...(routing ? { routing } : {}) } as AlertRecord
    expect(timeline({ alerts: [alert] }).find(({ kind }) => kind === 'alert')).toMatchObject({ undelivered })
  })

  it('sorts the posts of the status page by their time', () => {
    const rows = timeline({ page: [{ at: NOW + 90 * SECOND, text: 'Status page, investigating: errors' }] })
    expect(rows.findIndex(({ kind }) => kind === 'page')).toBe(1)
  })

  it('leaves out the middle of a very long timeline, and says how much', () => {
    const page = Array.from({ length: 1_000 }, (_, index) => ({ at: NOW + index, text: `row ${index}` }))
    const rows = timeline({ page })
    expect(rows.length).toBe(401)
    expect(rows[200]?.text).toBe('605 rows are left out here.')
  })
})
