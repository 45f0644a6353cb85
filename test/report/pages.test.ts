import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, HOUR, MINUTE, type SurfaceStatusSpan, type WitnessRecord } from '../../src/core/index.ts'
import { readSurfaceStates } from '../../src/report/index.ts'
import { pageRows } from '../../src/report/page-incident.ts'
import { operationalDuringTrouble, worstStatuses } from '../../src/report/page-status.ts'
import { pageLanesOf } from '../../src/report/pages.ts'
import { memoryHistory } from '../support/history.ts'
import { PLANS } from '../support/pages.ts'
import { calmDay, LATE_PAGE, NOW, outageNow } from '../support/scenarios.ts'
import { span } from './kit.ts'

const FROM = NOW - 10 * HOUR
const RANGE = { from: FROM, to: NOW }

function record(surfaces: readonly SurfaceStatusSpan[], more: Partial<WitnessRecord> = {}): WitnessRecord {
  return {
    target: 'sandbox',
    reachability: [{ voice: 'heard', ...RANGE }],
    components: [],
    surfaces,
    posts: [],
    ...more,
  }
}

function claim(surface: string, status: SurfaceStatusSpan['claim'], from: number, to: number): SurfaceStatusSpan {
  return { surface, claim: status, from, to }
}

describe('what a status page claims', () => {
  it('is at every moment the worst about the surfaces we watch, and about no other', () => {
    const page = record([
      claim('login', 'operational', FROM, FROM + 4 * HOUR),
      claim('login', 'partial_outage', FROM + 4 * HOUR, NOW),
      claim('api', 'degraded_performance', FROM + 3 * HOUR, FROM + 5 * HOUR),
      claim('batch', 'major_outage', FROM, NOW),
    ])
    const stretches = worstStatuses(page, ['login', 'api'], RANGE)
    expect(stretches.map((one) => [one.claim, (one.from - FROM) / HOUR, (one.to - FROM) / HOUR])).toEqual([
      ['operational', 0, 3],
      ['degraded_performance', 3, 4],
      ['partial_outage', 4, 10],
    ])
  })

  it('is taken from all components where the page knows none of our surfaces', () => {
    const component = { component: 'c', name: 'Everything', surfaces: [], claim: 'major_outage' as const, ...RANGE }
    expect(worstStatuses(record([], { components: [component] }), ['login'], RANGE)).toEqual([
      { claim: 'major_outage', ...RANGE },
    ])
  })

  it('never overlaps itself, stays in the range and is bounded, whatever the page did', () => {
    const reading = fc.record({
      surface: fc.constantFrom('login', 'api', 'other'),
      claim: fc.constantFrom(...COMPONENT_STATUSES, 'unread' as const),
      at: fc.integer({ min: FROM, max: NOW - 1 }),
      length: fc.integer({ min: 1, max: HOUR }),
    })
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), (found) => {
        const spans = found.map(({ surface, claim: status, at, length }) =>
          claim(surface, status, at, Math.min(NOW, at + length)),
        )
        const stretches = worstStatuses(record(spans), ['login', 'api'], RANGE)
        for (const [index, each] of stretches.entries()) {
          expect(each.to).toBeGreaterThan(each.from)
          expect(each.from).toBeGreaterThanOrEqual(stretches[index - 1]?.to ?? FROM)
          expect(each.to).toBeLessThanOrEqual(NOW)
        }
      }),
    )
    const restless = Array.from({ length: 3_000 }, (_, index) => {
      const at = FROM + index * 10_000
      return claim('login', index % 2 === 0 ? 'operational' : 'major_outage', at, at + 10_000)
    })
    expect(worstStatuses(record(restless), ['login'], RANGE).length).toBeLessThanOrEqual(500)
  })
})

describe('the time a page was operational during trouble', () => {
  it('counts each moment once, and only for the surface of the status', () => {
    const page = record([claim('login', 'operational', FROM, NOW), claim('chat', 'operational', FROM, FROM + HOUR)])
    const states = [
      span('operational', FROM, FROM + HOUR),
      span('down', FROM + HOUR, FROM + 3 * HOUR),
      { ...span('degraded', FROM, FROM + 2 * HOUR), surface: 'chat' },
      { ...span('down', FROM + 6 * HOUR, FROM + 9 * HOUR), surface: 'cli' },
      { ...span('down', FROM, NOW), target: 'other' },
    ]
    expect(operationalDuringTrouble(page, states)).toBe(3 * HOUR)
    expect(operationalDuringTrouble(record([]), states)).toBe(0)
  })
})

describe('a page lane', () => {
  it('is only there for a page that was ever read', () => {
    const never = record([], { reachability: [{ voice: 'unwatched', ...RANGE }] })
    expect(pageLanesOf([never], [], RANGE)).toEqual([])
    expect(pageLanesOf([LATE_PAGE], [], RANGE)[0]?.posts).toEqual([
      { at: NOW - 7 * MINUTE, status: 'investigating', name: 'Elevated errors on sign-in' },
    ])
  })
})

describe('the status page now', () => {
  const pages = async (witness: readonly WitnessRecord[]) => {
    const data = { ...calmDay(), witness }
    const history = memoryHistory(() => data)
    return (await readSurfaceStates(history, { now: NOW, plans: PLANS })).pages
  }

  it('is quoted with its worst word and since when', async () => {
    expect(await pages([LATE_PAGE])).toEqual([
      { target: 'sandbox', voice: 'heard', claim: 'partial_outage', since: NOW - 7 * MINUTE },
    ])
  })

  it('has no status while the page cannot be read', async () => {
    const refused = { voice: 'refused' as const, httpStatus: 405, message: 'HTTP 405' }
    const page: WitnessRecord = {
      ...LATE_PAGE,
      reachability: [
        { voice: 'heard', from: NOW - 20 * HOUR, to: NOW - HOUR },
        { ...refused, from: NOW - HOUR, to: NOW + HOUR },
      ],
    }
    expect(await pages([page])).toEqual([
      { target: 'sandbox', voice: 'refused', since: NOW - HOUR, message: 'HTTP 405' },
    ])
  })
})

describe('the status page on an incident', () => {
  const [login, , api] = outageNow().incidents.toSorted((a, b) => b.openedAt - a.openedAt)
  if (!login || !api) throw new Error('the scenario has incidents')

  it('has the posts and status changes in its timeline, and when the page first reported it', () => {
    const { rows, page } = pageRows(login, LATE_PAGE)
    expect(rows.map((row) => row.text)).toEqual([
      'Status page, investigating: Elevated errors on sign-in',
      'Status page: Sign-in, partial outage',
    ])
    expect(page).toEqual({ firstAt: NOW - 7 * MINUTE })
  })

  it('has no first report where the page was read and reported nothing', () => {
    expect(pageRows(api, LATE_PAGE)).toEqual({ rows: [], page: {} })
  })

  it('has no page where the page was not read', () => {
    const reachability = [{ voice: 'unreachable' as const, from: NOW - 26 * HOUR, to: NOW + HOUR }]
    expect(pageRows(login, { ...LATE_PAGE, reachability })).toEqual({ rows: [] })
    expect(pageRows(login, undefined)).toEqual({ rows: [] })
  })

  it('ignores posts about other surfaces or other times', () => {
    const other = LATE_PAGE.posts.map((post) => ({ ...post, surfaces: ['batch'] }))
    const early = LATE_PAGE.posts.map((post) => ({ ...post, at: login.impactAt - 2 * HOUR }))
    const green = LATE_PAGE.components.filter((one) => one.claim === 'operational')
    for (const posts of [other, early]) {
      expect(pageRows(login, { ...LATE_PAGE, posts, components: green }).page).toEqual({})
    }
  })
})
