import { describe, expect, it } from 'vitest'
import type { IncidentPageModel, RunComparison, TimelineRow } from '../../../dashboards/model/incident-page.ts'
import { incidentLines } from '../../../src/cli/readings/incident-lines.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { FAILURE, incident, NOW } from '../../dashboards/kit.ts'

const model = (changes: Partial<IncidentPageModel> = {}): IncidentPageModel => ({
  ...{ at: NOW, incident: incident({ reasons: ['2 of the last 2 runs failed'] }), detectionMs: 12_000 },
  broken: { title: 'Login', outcome: 'failed', failure: FAILURE },
  ...{ comparisons: [], timeline: [], posts: [], requestIds: [], missing: [] },
  ...changes,
})

const linesOf = (changes: Partial<IncidentPageModel> = {}, timezone = 'UTC') =>
  incidentLines(model(changes), timezone, ['Cost: €1,200'])
const lineOf = (start: string, changes: Partial<IncidentPageModel> = {}) =>
  linesOf(changes).find((line) => line.startsWith(start))
const timelineOf = (timeline: readonly TimelineRow[], timezone?: string) => {
  const lines = linesOf({ timeline }, timezone)
  return lines.slice(lines.indexOf('Timeline:') + 1)
}

const row = (at: number, text: string, more: Partial<TimelineRow> = {}): TimelineRow => ({
  at,
  kind: 'state',
  text,
  ...more,
})

describe('an incident in a terminal', () => {
  it('is what broke, the facts, the cost, the reasons and the timeline, in this order', () => {
    expect(linesOf({ timeline: [row(NOW - HOUR, 'login is down')] })).toEqual([
      'Login failed at "submit credentials": HTTP 500 (server error).',
      'claude: sign-in only',
      '',
      'Since:     19:35:00 UTC on Mon 23 Nov 2026, until 20:05:00 UTC on Mon 23 Nov 2026, 30 min',
      'Detected:  12 s after the first failing run',
      'Owner:     nobody',
      '',
      'Cost: €1,200',
      '',
      'Why it was declared:',
      '  2 of the last 2 runs failed',
      '',
      'Timeline:',
      '  Mon 23 Nov 2026',
      '  20:05:00 UTC  login is down',
    ])
  })

  it('has the times of its zone', () => {
    expect(linesOf({}, 'Asia/Kolkata')[3]).toMatch(
      /^Since: {5}01:05:00 UTC\+5:30 on Tue 24 Nov 2026, until 01:35:00 UTC\+5:30/,
    )
  })

  it('is open until now, and its length counts on', () => {
    const { resolvedAt: _, ...open } = incident()
    expect(lineOf('Since:', { incident: open })).toBe('Since:     19:35:00 UTC on Mon 23 Nov 2026, open, 1 h 30 min')
  })

  it('names who owns, acknowledged and closed it', () => {
    const acknowledgement = { by: 'Ana', at: NOW - HOUR }
    const changes = { owner: 'ops', incident: incident({ acknowledgement, closed: 'by hand' } as never) }
    expect(lineOf('Owner:', changes)).toBe('Owner:     ops')
    expect(lineOf('Acknowledged', changes)).toBe('Acknowledged by Ana at 20:05:00 UTC on Mon 23 Nov 2026')
    expect(lineOf('Since:', changes)).toMatch(/, closed: by hand$/)
    expect(lineOf('Acknowledged')).toBeUndefined()
  })

  it.each([
    [{}, 'The status page did not report it.'],
    [{ firstAt: incident().openedAt + 10 * MINUTE }, 'The status page reported it 10 min after Doorwatch.'],
    [{ firstAt: incident().openedAt - 2 * MINUTE }, 'The status page reported it 2 min before Doorwatch.'],
  ])('compares with the status page: %j', (page, words) => {
    expect(lineOf('The status page', { incident: incident({ page }) })).toBe(words)
  })

  it('says nothing of a status page that is not read', () => {
    expect(lineOf('The status page')).toBeUndefined()
  })

  it('lists request ids and what is not stored any more', () => {
    const ids = ['req_1', 'req_2'].map((id) => ({ at: NOW, probe: 'api', id }))
    const lines = linesOf({ requestIds: ids, missing: ['The first run is pruned.'] })
    expect(lines.slice(-5)).toEqual([
      '',
      'Request ids: req_1, req_2',
      '',
      'Not stored any more:',
      '  The first run is pruned.',
    ])
  })
})

describe('the runs of an incident side by side', () => {
  const side = { id: 1, trigger: 'schedule' as const, location: 'office', scheduledAt: NOW, durationMs: 9 }
  const step = (durationMs: number) => ({ outcome: 'passed' as const, durationMs, statuses: {} })
  const compared: RunComparison = {
    ...{ target: 'claude', surface: 'login', title: 'Login', probe: 'login' },
    failing: { ...side, at: NOW - HOUR, outcome: 'failed' },
    good: { ...side, at: NOW - 2 * HOUR, outcome: 'passed' },
    steps: [
      { name: 'open', broken: false, failing: step(400), good: step(200), differences: [] },
      {
        name: 'sign in',
        broken: true,
        failing: step(2_000),
        good: step(250),
        differences: ['1 more HTTP 500', '8 × as slow'],
      },
      { name: 'sign out', broken: false, good: step(90), differences: ['not reached'] },
    ],
  }

  it('mark the step that broke, and name what differs', () => {
    const lines = linesOf({ comparisons: [compared] })
    const from = lines.findIndex((line) => line.startsWith('Login (probe'))
    expect(lines.slice(from - 1, from + 4)).toEqual([
      '',
      'Login (probe login): failing run 20:05:00 UTC on Mon 23 Nov 2026, last good run 19:05:00 UTC on Mon 23 Nov 2026',
      '    open  400 ms (good 200 ms)',
      '  > sign in  2.0 s (good 250 ms): 1 more HTTP 500; 8 × as slow',
      '    sign out  – (good 90 ms): not reached',
    ])
  })

  it('say that no good run is stored', () => {
    const { good: _, ...alone } = compared
    expect(linesOf({ comparisons: [alone] }).find((line) => line.startsWith('Login (probe'))).toMatch(
      /, no good run is stored$/,
    )
  })
})

describe('the timeline of an incident', () => {
  it('names each day once, by the clock of its zone', () => {
    const rows = [row(NOW, 'one'), row(NOW + HOUR, 'two'), row(NOW + 3 * HOUR, 'three'), row(NOW + DAY, 'four')]
    expect(timelineOf(rows)).toEqual([
      '  Mon 23 Nov 2026',
      '  21:05:00 UTC  one',
      '  22:05:00 UTC  two',
      '  Tue 24 Nov 2026',
      '  00:05:00 UTC  three',
      '  21:05:00 UTC  four',
    ])
    expect(timelineOf(rows, 'Europe/Berlin').filter((line) => /^ {2}\w{3} \d/.test(line))).toHaveLength(2)
    expect(timelineOf(rows, 'Europe/Berlin')[3]).toBe('  Tue 24 Nov 2026')
  })

  it('has more of the same moment and each delivery of an alert below its row', () => {
    const deliveries = [
      { channel: 'slack', alert: 'opened', state: 'sent', rung: 'visible', at: NOW + 1_200 },
      { channel: 'mail', alert: 'opened', state: 'dead', error: 'HTTP 404' },
      { channel: 'hook', alert: 'opened', state: 'pending' },
    ] as const
    expect(timelineOf([row(NOW, 'alert: opened', { kind: 'alert', more: ['chat as well'], deliveries })])).toEqual([
      '  Mon 23 Nov 2026',
      '  21:05:00 UTC  alert: opened',
      '      chat as well',
      '      slack: visible after 1.2 s',
      '      mail: given up (HTTP 404)',
      '      hook: not delivered yet',
    ])
  })

  it('says why an alert was not sent, as the page does', () => {
    const undelivered = 'no channel is configured'
    expect(timelineOf([row(NOW, 'alert: opened', { kind: 'alert', deliveries: [], undelivered })]).at(-1)).toBe(
      '      not sent: no channel is configured',
    )
  })

  it('is empty without rows', () => {
    expect(timelineOf([])).toEqual([])
  })
})
