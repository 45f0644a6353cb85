import { describe, expect, it } from 'vitest'
import type { IncidentPageModel, RunComparison } from '../../../dashboards/model/incident-page.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { ticketText } from '../../../src/report/incident/ticket.ts'
import { FAILURE, incident, NOW } from '../../dashboards/kit.ts'

const model = (changes: Partial<IncidentPageModel> = {}): IncidentPageModel => ({
  ...{ at: NOW, incident: incident({ reasons: ['2 of the last 2 runs failed'] }), detectionMs: 12_000 },
  broken: { title: 'Login', outcome: 'failed', failure: FAILURE },
  ...{ comparisons: [], timeline: [], posts: [], requestIds: [], missing: [] },
  ...changes,
})

const side = { id: 1, trigger: 'schedule' as const, location: 'office', scheduledAt: NOW, durationMs: 9 }
const step = (durationMs: number) => ({ outcome: 'passed' as const, durationMs, statuses: {} })
const compared: RunComparison = {
  ...{ target: 'claude', surface: 'login', title: 'Login', probe: 'login' },
  failing: { ...side, at: NOW - HOUR, outcome: 'failed' },
  good: { ...side, at: NOW - 2 * HOUR, outcome: 'passed' },
  steps: [
    { name: 'open', broken: false, failing: step(400), good: step(200), differences: [] },
    { name: 'sign in', broken: true, failing: step(2_000), good: step(250), differences: ['1 more HTTP 500', '2.0 s'] },
    { name: 'sign out', broken: false, good: step(90), differences: ['not reached'] },
  ],
}

describe('the text for a ticket', () => {
  it('begins with what broke, and has the times of the incident in UTC', () => {
    expect(ticketText(model()).split('\n').slice(0, 6)).toEqual([
      'Login failed at "submit credentials": HTTP 500 (server error).',
      'claude: sign-in only',
      '',
      'First failing run: 2026-11-23 19:35:00Z',
      'Confirmed:         2026-11-23 19:35:12Z',
      'Recovered:         2026-11-23 20:05:00Z (after 30 min)',
    ])
  })

  it.each([
    [{ page: {} }, 'Status page:       nothing on it'],
    [{ page: { firstAt: NOW - 70 * MINUTE } }, 'Status page:       2026-11-23 19:55:00Z'],
  ])('says what the status page had: %j', (changes, line) => {
    expect(ticketText(model({ incident: incident(changes) }))).toContain(line)
    expect(ticketText(model())).not.toContain('Status page:')
  })

  it('marks an incident that is still open', () => {
    const { resolvedAt: _, ...open } = incident()
    expect(ticketText(model({ incident: open }))).toContain('Recovered:         not over yet')
  })

  it('compares each step of the failing run with the last good one', () => {
    const text = ticketText(model({ comparisons: [compared] }))
    expect(text).toContain(
      'Login (probe login): failing run 2026-11-23 20:05:00Z from office, last good run 2026-11-23 19:05:00Z',
    )
    expect(text).toContain('\n    open: 400 ms, good run 200 ms\n')
    expect(text).toContain('\n  > sign in: 2.0 s, good run 250 ms: 1 more HTTP 500; 2.0 s\n')
    expect(text).toContain('\n    sign out: not reached, good run 90 ms: not reached\n')
    const { good: _, ...alone } = compared
    expect(ticketText(model({ comparisons: [alone] }))).toContain('from office, no good run is stored')
  })

  it('lists request ids, or that there were none', () => {
    const requestIds = [{ at: NOW, probe: 'api', id: 'req_011CX' }]
    expect(ticketText(model({ requestIds }))).toContain('Request ids:\n  2026-11-23 21:05:00Z  api  req_011CX')
    expect(ticketText(model())).toContain('No request ids were received.')
  })

  it('has the first forty rows of the timeline, and counts the others', () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_none, index) => ({ at: NOW, kind: 'state' as const, text: `row ${index}` }))
    expect(ticketText(model({ timeline: rows(40) }))).not.toContain('more row')
    expect(ticketText(model({ timeline: rows(41) }))).toContain('and 1 more row in incident.json')
    const more = [{ at: NOW, kind: 'state' as const, text: 'Login is down', more: ['sign-in only'] }]
    expect(ticketText(model({ timeline: more }))).toContain('21:05:00Z  Login is down; sign-in only')
  })

  it('says what is missing from the pack, and nothing where nothing is', () => {
    expect(ticketText(model({ missing: ['a.zip: too large'] }))).toContain('Not in this pack:\n  a.zip: too large')
    expect(ticketText(model())).not.toContain('Not in this pack')
  })
})
