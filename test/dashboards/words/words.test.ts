import { describe, expect, it } from 'vitest'
import type { LatencySeries, ProbeLatency } from '../../../dashboards/model/model.ts'
import { deliveryText } from '../../../dashboards/words/delivery.ts'
import { findingOf, incidentTimes, latencyFinding } from '../../../dashboards/words/findings.ts'
import { age } from '../../../dashboards/words/format.ts'
import { countWords, foldedWords } from '../../../dashboards/words/groups.ts'
import { leadOf } from '../../../dashboards/words/incident-lead.ts'
import { classWords, STATE_ORDER, STATE_WORDS } from '../../../dashboards/words/labels.ts'
import { planHeadline } from '../../../dashboards/words/plan-headline.ts'
import { At, For, Until } from '../../../dashboards/words/time.tsx'
import { rangeWords } from '../../../dashboards/words/view.ts'
import { DAY, FAILURE_CLASSES, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { FAILURE, html, incident, NOW, surface, view } from '../kit.ts'

describe('the words for what a group folds away', () => {
  const group = (cards: number, folded: Record<string, number>) => ({
    target: 'claude',
    cards: Array.from({ length: cards }, () => surface()),
    folded,
    total: cards + Object.values(folded).reduce((sum, count) => sum + count, 0),
  })

  it.each([
    [0, {}, ''],
    [0, { operational: 1 }, 'operational'],
    [0, { operational: 5 }, 'all 5 operational'],
    [0, { down: 2, operational: 3 }, '2 down, 3 operational'],
    [2, { operational: 1 }, 'the other one operational'],
    [2, { operational: 3 }, 'all other 3 operational'],
    [2, { down: 3 }, '3 more down'],
    [2, { down: 1_000, operational: 4 }, '1,004 more: 1,000 down, 4 operational'],
  ])('with %d cards and %j are %j', (cards, folded, words) => {
    expect(foldedWords(group(cards, folded))).toBe(words)
  })

  it('count states, the worst first', () => {
    expect(countWords({ operational: 3, waiting: 0, down: 1, unknown: 2 })).toBe('1 down, 2 unknown, 3 operational')
    expect(countWords({})).toBe('')
  })
})

describe('the first line on an incident', () => {
  const broken = { title: 'Login', outcome: 'failed', failure: FAILURE } as never

  it('says what failed where, without a status twice', () => {
    expect(leadOf({ broken, incident: incident() } as never)).toBe(
      'Login failed at "submit credentials": HTTP 500 (server error).',
    )
    const quota = { class: 'quota', blame: 'ours', message: 'rate limited', httpStatus: 429 }
    expect(leadOf({ broken: { title: 'API', outcome: 'slow', failure: quota }, incident: incident() } as never)).toBe(
      'API was slow: rate limited, HTTP 429 (our quota used up).',
    )
  })

  it('is the title where no step is stored any more', () => {
    expect(leadOf({ incident: incident() } as never)).toBe('Login down.')
  })
})

describe('what became of a delivery', () => {
  it.each([
    [{ state: 'sent', rung: 'visible', at: NOW + 1_200 }, 'visible after 1.2 s'],
    [{ state: 'sent', at: NOW + 5 * MINUTE }, 'sent after 5 min'],
    [{ state: 'sent' }, 'sent'],
    [{ state: 'sent', at: NOW - SECOND }, 'sent after 0 ms'],
    [{ state: 'dead', at: NOW }, 'given up'],
    [{ state: 'pending' }, 'not delivered yet'],
    [{ state: 'sending' }, 'not delivered yet'],
  ])('%j is %s', (row, words) => {
    expect(deliveryText({ channel: 'slack', ...row } as never, NOW)).toBe(words)
  })
})

describe('the headline of the plan', () => {
  const plan = (...protections: readonly (readonly [string, number?])[]) =>
    planHeadline({
      workflows: protections.map(([protection, shortfalls = 0]) => ({
        protection,
        shortfalls: Array.from({ length: shortfalls }, () => 'x'),
      })),
    } as never)

  it.each([
    [[], 'There is no plan yet.', 'waiting'],
    [[['none'], ['proven']], '1 of 2 workflows is unprotected.', 'down'],
    [[['none'], ['none'], ['promised']], '2 of 3 workflows are unprotected.', 'down'],
    [[['promised'], ['proven']], '1 of 2 workflows is not proven.', 'degraded'],
    [[['promised'], ['stop', 1]], '2 of 2 workflows are not proven.', 'degraded'],
    [[['stop'], ['proven']], 'All 2 workflows are protected.', 'operational'],
    [[['proven']], 'The workflow is protected.', 'operational'],
  ] as const)('of %j is %s', (protections, text, standing) => {
    expect(plan(...protections)).toEqual({ text, standing })
  })
})

describe('the words for speed', () => {
  const series = (step: string, p50: number, measure = 'duration_ms'): LatencySeries => ({
    ...{ step, measure, total: { n: 9, p50, p95: 0, p99: 0 }, points: [] },
  })
  const probe = (title: string, ...all: readonly LatencySeries[]) => ({ title, series: all }) as unknown as ProbeLatency

  it('names the slowest step, not a measure of one', () => {
    const all = [probe('CLI', series('ask', 1_450), series('ask', 9_000, 'ttft_ms')), probe('API', series('open', 3))]
    expect(latencyFinding(all)).toBe('Slowest: "ask" of CLI, 1.4 s in the median')
    expect(latencyFinding([])).toBe('No run passed')
    expect(latencyFinding([probe('CLI', series('ask', 1, 'ttft_ms'))])).toBe('No run passed')
  })

  it('says of how many surfaces it speaks', () => {
    expect(findingOf('All is well', undefined)).toBe('All is well')
    expect(findingOf('All is well', { matching: 8, charted: 8, filtered: true })).toBe('All is well')
    expect(findingOf('All is well', { matching: 1_000, charted: 8, filtered: false })).toBe(
      'All is well (8 of 1,000 surfaces)',
    )
  })

  it('takes the middle of the incidents, the lower one of two', () => {
    const noticed = (seconds: number) => incident({ openedAt: NOW - 90 * MINUTE + seconds * SECOND })
    expect(incidentTimes([noticed(60), noticed(10), noticed(20)])).toContain('within 20 s')
    expect(incidentTimes([noticed(60), noticed(10)])).toContain('within 10 s')
    expect(incidentTimes([])).toBeUndefined()
  })
})

describe('every word', () => {
  it('is there for each state, in the order of their weight', () => {
    expect(STATE_ORDER.map((state) => STATE_WORDS[state])).toEqual([
      ...['Down', 'Degraded', 'Unknown', 'Waiting', 'Maintenance', 'Operational'],
    ])
  })

  it('is there for each class of failure, and for none twice', () => {
    const words = FAILURE_CLASSES.map((kind) => classWords({ class: kind }))
    expect(words.every((word) => word !== undefined && word !== '')).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })
})

describe('a time on a page', () => {
  it('has its full date behind it, for machines as well', () => {
    expect(html(At({ at: NOW - DAY, view: view() }))).toBe(
      '<time datetime="2026-11-22T21:05:00.000Z" title="Sunday 22 November 2026, 21:05:00 UTC">22 Nov, 21:05</time>',
    )
    expect(html(At({ at: NOW, view: view(), seconds: true }))).toMatch(/>21:05:00<\/time>$/)
  })

  it('counts on a live page only', () => {
    expect(html(For({ since: NOW - HOUR, view: view() }))).toBe(
      `<span class="nowrap" data-since="${NOW - HOUR}">1 h</span>`,
    )
    expect(html(For({ since: NOW - HOUR, view: view({ live: false }) }))).toBe('<span class="nowrap">1 h</span>')
    expect(html(Until({ at: NOW + 4_400, view: view() }))).toContain(`data-until="${NOW + 4_400}">4 s<`)
  })

  it.each([
    [-5_000, '0 s'],
    [400, '0 s'],
    [9_400, '9 s'],
    [9_600, '10 s'],
    [61_000, '1 min 1 s'],
  ])('that passed for %d ms is %s', (ms, words) => {
    expect(age(ms)).toBe(words)
  })

  it('of a range that is over is this time', () => {
    expect(rangeWords({ from: NOW - DAY, to: NOW }, view())).toBe('the last 24 hours')
    expect(rangeWords({ from: NOW - DAY, to: NOW - 11 * MINUTE }, view())).toBe('this time')
  })
})
