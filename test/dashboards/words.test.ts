import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertView, HealthView, Lane, ObjectiveView, TrendModel } from '../../dashboards/model/model.ts'
import { hrefOf } from '../../dashboards/parts/evidence.tsx'
import {
  alertFinding,
  availabilityFinding,
  healthFinding,
  incidentFinding,
  objectiveFinding,
  statusFinding,
} from '../../dashboards/words/findings.ts'
import { duration, formatIn, spanInWords } from '../../dashboards/words/format.ts'
import { DAY, HOUR, MINUTE, percent } from '../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5, 9)

describe('a time', () => {
  it('names the day where it is not today’s, and the year where it is not this year’s', () => {
    const { moment, dated, seconds, exact } = formatIn('UTC', NOW)
    expect(moment(NOW)).toBe('21:05')
    expect(moment(NOW - DAY)).toBe('22 Nov, 21:05')
    expect(moment(Date.UTC(2025, 8, 3, 4, 5))).toBe('3 Sep 2025, 04:05')
    expect([dated(NOW), seconds(NOW)]).toEqual(['23 Nov, 21:05', '21:05:09'])
    expect([exact(NOW), exact(NOW - DAY)]).toEqual(['21:05:09', '22 Nov, 21:05:09'])
    expect(exact(Date.UTC(2025, 8, 3, 4, 5, 6))).toBe('3 Sep 2025, 04:05:06')
  })

  it('is shown in the zone, with its offset at that moment', () => {
    const berlin = formatIn('Europe/Berlin', NOW)
    expect([berlin.clock(NOW), berlin.offset(NOW)]).toEqual(['22:05', 'UTC+01:00'])
    expect(berlin.offset(Date.UTC(2026, 6, 1))).toBe('UTC+02:00')
    expect(formatIn('America/St_Johns', NOW).offsetMs(NOW)).toBe(-3.5 * HOUR)
    expect(['UTC', 'Europe/London', 'Etc/GMT'].map((zone) => formatIn(zone, NOW).offset(NOW))).toEqual([
      'UTC',
      'UTC',
      'UTC',
    ])
    expect(formatIn('UTC', NOW).date(NOW)).toBe('Monday 23 November 2026')
  })
})

describe('a number', () => {
  it('of a share is never rounded up to everything', () => {
    expect([1, 0.99999, 0.9996, 0.983, 0.5, 0].map(percent)).toEqual([
      '100 %',
      '99.99 %',
      '99.96 %',
      '98.3 %',
      '50.0 %',
      '0.0 %',
    ])
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
        expect(percent(share)).not.toMatch(/^100/)
      }),
    )
  })

  it('has a unit a person reads', () => {
    expect([0.42, 9.96, 10, 412.3, 1_450, 75_000].map(duration)).toEqual([
      '0.4 ms',
      '10 ms',
      '10 ms',
      '412 ms',
      '1.4 s',
      '1 min 15 s',
    ])
    expect([20_000, MINUTE, 2 * MINUTE].map(spanInWords)).toEqual([
      'the last 1 minute',
      'the last 1 minute',
      'the last 2 minutes',
    ])
    expect([15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 365 * DAY].map(spanInWords)).toEqual([
      'the last 15 minutes',
      'the last hour',
      'the last 6 hours',
      'the last 24 hours',
      'the last 7 days',
      'the last year',
    ])
  })
})

describe('what a section found', () => {
  const lane = (title: string, downMs: number, degradedMs = 0, measuredMs = DAY): Lane => ({
    ...{ target: 't', surface: title, title, spans: [], watchedMs: DAY, measuredMs, downMs, degradedMs },
    ...{ unmeasuredMs: 0, runs: 0, failed: 0 },
  })

  it('about objectives', () => {
    const objective = (title: string, more: Partial<ObjectiveView> = {}): ObjectiveView => ({
      ...{ target: 't', surface: title, title, windowDays: 30, objective: 0.99, runs: 9, bad: 0, allowed: 1, left: 1 },
      ...{ allowedMs: HOUR, leftMs: HOUR, dayRate: 0, course: { from: 0, to: DAY, points: [] } },
      ...{ incidents: [], badOfMore: 0, badOutside: 0, verdict: 'met', ...more },
    })
    const burning = { rate: 20, overMs: HOUR, severity: 'page' } as const
    expect(objectiveFinding([objective('API'), objective('CLI', { verdict: 'unclear' })])).toBe(
      'No surface misses its objective',
    )
    expect(objectiveFinding([objective('API', { verdict: 'unclear' })])).toBe('No verdict is clear yet')
    expect(objectiveFinding([objective('API', { verdict: 'missed' }), objective('CLI')])).toBe(
      '1 of 2 surfaces misses its objective',
    )
    expect(
      objectiveFinding([objective('API', { verdict: 'missed', burning }), objective('CLI', { verdict: 'missed' })]),
    ).toBe('2 of 2 surfaces miss their objectives; API burns its error budget')
    expect(objectiveFinding([objective('API', { burning }), objective('CLI', { burning })])).toBe(
      'No surface misses its objective; 2 burn their error budgets',
    )
  })

  it('about availability', () => {
    expect(availabilityFinding([lane('Login', 0), lane('API', 0)])).toBe('No surface was down')
    expect(availabilityFinding([lane('Login', 0), lane('API', 0, HOUR)])).toBe(
      'No surface was down; API was degraded for 1 h',
    )
    expect(availabilityFinding([lane('Login', HOUR), lane('API', 0)])).toBe('Only Login was down, for 1 h')
    expect(availabilityFinding([lane('Login', HOUR), lane('API', 2 * HOUR), lane('CLI', 0)])).toBe(
      'API was down longest, for 2 h',
    )
    expect(availabilityFinding([lane('Login', HOUR), lane('API', 2 * HOUR)])).toBe(
      'Every surface was down for a time, API longest: 2 h',
    )
    expect(availabilityFinding([lane('Login', 0, 0, 0)])).toBe('Nothing measured in this time')
  })

  it('about incidents', () => {
    const of = (total: number, open: number) => {
      const shown = Array.from({ length: total }, (_, index) => (index < open ? {} : { resolvedAt: 1 }))
      return incidentFinding({ total, shown } as unknown as TrendModel['incidents'])
    }
    expect([of(0, 0), of(1, 0), of(1, 1), of(3, 0), of(3, 1), of(3, 2), of(2, 2)]).toEqual([
      'No incident',
      'One incident, resolved',
      'One incident, ongoing',
      '3 incidents, all resolved',
      '3 incidents, one ongoing',
      '3 incidents, 2 ongoing',
      '2 incidents, ongoing',
    ])
    const open = { total: 70, shown: Array.from({ length: 40 }, () => ({})) } as unknown as TrendModel['incidents']
    expect(incidentFinding(open)).toBe('70 incidents, at least 40 ongoing')
  })

  it('about answers', () => {
    const mix = (total: Record<string, number>) => [
      { target: 't', surface: 'a', title: 'A', bucketMs: 1, total, buckets: [] },
    ]
    expect(statusFinding([])).toBe('No HTTP answer was recorded')
    expect(statusFinding(mix({ '200': 1_200, '302': 3 }))).toBe('None of 1,203 answers was an error')
    expect(statusFinding(mix({ '200': 1_200, '500': 2, '429': 1 }))).toBe('3 of 1,203 answers were errors')
    expect(statusFinding(mix({ '200': 1_200, '500': 3, timeout: 4, network: 1 }))).toBe(
      '3 of 1,203 answers were errors; 4 runs timed out, 1 did not connect',
    )
    expect(statusFinding(mix({ '200': 1_200, '500': 1 }))).toBe('1 of 1,201 answers was an error')
    expect(statusFinding(mix({ '200': 1 }))).toBe('The one answer was no error')
    expect(statusFinding(mix({ timeout: 1 }))).toBe('No HTTP answer was recorded; 1 run timed out')
    expect(statusFinding(mix({ '200': 9, network: 2 }))).toBe('None of 9 answers was an error; 2 runs did not connect')
  })

  it('about alerts', () => {
    const alert = (...states: AlertView['deliveries'][number]['state'][]): AlertView => ({
      ...{ at: 1, kind: 'opened', target: 't', headline: 'h' },
      deliveries: states.map((state) => ({ channel: 'slack', state, attempts: 1, dueAt: 1 })),
      ...(states.length === 0 ? { undelivered: 'no channel is configured' } : {}),
    })
    expect(alertFinding([])).toBe('No alert')
    expect(alertFinding([alert(), alert()])).toBe('2 alerts, none sent: no channel is configured')
    expect(alertFinding([alert('sent'), alert('sent', 'sent')])).toBe('2 alerts, all delivered')
    expect(alertFinding([alert('sent')])).toBe('One alert, delivered')
    expect(alertFinding([alert('dead')])).toBe('The one alert was not delivered')
    expect(alertFinding([alert('dead'), alert('dead', 'sent')])).toBe('1 of 2 alerts was not delivered')
    expect(alertFinding([alert('pending'), alert('sent')])).toBe('2 alerts, 1 queued')
    expect(alertFinding([alert('sent'), alert(), alert()])).toBe('3 alerts, 2 not sent')
    expect(alertFinding([alert('sent'), alert('sent', 'dead')])).toBe('2 alerts, 1 not delivered through every channel')
  })

  it('about the monitor itself, the worst first', () => {
    const good: HealthView = {
      ...{ lag: { n: 9, p50: 5, p95: 33, p99: 40 }, runs: 9, missed: 0, interrupted: 0, errors: 0 },
      ...{ pendingDeliveries: 0, deadDeliveries: 0, databaseBytes: 1, spend: [] },
    }
    expect(healthFinding(good)).toBe('95 of 100 runs started within 33 ms of their slot')
    expect(healthFinding({ ...good, deadDeliveries: 2 })).toBe('Punctual, but 2 messages could not be delivered')
    expect(healthFinding({ ...good, deadDeliveries: 2, missed: 1 })).toBe('1 run missed or interrupted')
    expect(healthFinding({ ...good, runs: 0 })).toBe('No run in this time')
  })
})

describe('the address of a piece of evidence', () => {
  it('lies under the folder it is configured to lie in, or there is none', () => {
    expect(hrefOf('runs/login 1/a#b.png', '/artifacts/')).toBe('/artifacts/runs/login%201/a%23b.png')
    expect(hrefOf('runs/a.png', undefined)).toBeUndefined()
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('a/\ud800.png')), (path) => {
        const href = hrefOf(path, 'http://here/artifacts/')
        if (href !== undefined) expect(new URL(href).href.startsWith('http://here/artifacts/')).toBe(true)
      }),
    )
    for (const path of ['../x', '/etc/passwd', 'a/../../x', 'a\\..\\..\\x', 'javascript:alert(1)/../x', '', '.']) {
      expect(hrefOf(path, '/artifacts/')).toBeUndefined()
    }
  })
})
