import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IncidentRecord, MINUTE, type StateSpan } from '../../src/core/index.ts'
import { scenarioOfIncident, startTimeOf } from '../../src/drill/index.ts'
import { parseScenario } from '../../src/sandbox/index.ts'
import { ALWAYS, codeReview, OFFICE } from '../continuity/kit.ts'

const AT = Date.UTC(2026, 10, 23, 21, 5, 12)

const incident: IncidentRecord = {
  ...{ name: 'claude-20261123-210512', target: 'claude', openedAt: AT + 40_000, impactAt: AT },
  ...{ resolvedAt: AT + 30 * MINUTE, scope: 'sign-in only', timeline: [] },
  surfaces: [{ surface: 'login', state: 'operational', worst: 'down', since: AT }],
}

const span = (changes: Partial<StateSpan>): StateSpan => ({
  ...{ target: 'claude', surface: 'login', state: 'down', from: AT, to: AT + 30 * MINUTE },
  ...changes,
})

describe('an incident of the team as a scenario', () => {
  it('breaks the surfaces of the incident, each for its duration', () => {
    const { surfaces, start } = scenarioOfIncident({ incident, spans: [span({})] }, AT)
    expect(start).toBe('2026-11-23T21:05Z')
    expect(surfaces).toEqual({ login: [{ minute: 0, fault: '500', probability: 0.95 }, { minute: 30 }] })
  })

  it('fails as it failed, fully or in part', () => {
    const failure = { class: 'overloaded', blame: 'provider', message: 'HTTP 529' } as const
    const spans = [
      span({ to: AT + 10 * MINUTE, failure }),
      span({ from: AT + 10 * MINUTE, state: 'degraded', failure }),
    ]
    expect(scenarioOfIncident({ incident, spans }, AT).surfaces.login).toEqual([
      { minute: 0, fault: '529', probability: 0.95 },
      { minute: 10, fault: '529', probability: 0.35 },
      { minute: 30 },
    ])
  })

  it('gives a break of less than a minute a minute', () => {
    const short = { ...incident, resolvedAt: AT + 20_000 }
    expect(scenarioOfIncident({ incident: short, spans: [span({ to: AT + 20_000 })] }, AT).surfaces.login).toEqual([
      { minute: 0, fault: '500', probability: 0.95 },
      { minute: 1 },
    ])
  })

  it('continues where it got worse within its first minute', () => {
    const spans = [span({ state: 'degraded', to: AT + 20_000 }), span({ from: AT + 20_000, to: AT + 15 * MINUTE })]
    expect(scenarioOfIncident({ incident, spans }, AT).surfaces.login).toEqual([
      { minute: 0, fault: '500', probability: 0.95 },
      { minute: 15 },
    ])
  })

  it('is broken in the middle of every span of two minutes and more that was broken, and only then', () => {
    const spans = fc
      .array(
        fc.record({
          state: fc.constantFrom('down' as const, 'degraded' as const, 'operational' as const),
          seconds: fc.integer({ min: 1, max: 600 }),
        }),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => {
        let from = AT
        return parts.map(({ state, seconds }) => {
          const stretch = span({ state, from, to: from + seconds * 1_000 })
          from = stretch.to
          return stretch
        })
      })
    fc.assert(
      fc.property(spans, (all) => {
        const over = { ...incident, resolvedAt: all.at(-1)?.to ?? AT }
        const stretches = scenarioOfIncident({ incident: over, spans: all }, AT).surfaces.login ?? []
        const start = Math.floor(AT / MINUTE) * MINUTE
        for (const { state, from, to } of all.filter((one) => one.to - one.from >= 3 * MINUTE)) {
          const minute = Math.floor(((from + to) / 2 - start) / MINUTE)
          const played = stretches.findLast((stretch) => stretch.minute <= minute)
          expect(played?.probability).toBe({ down: 0.95, degraded: 0.35, operational: undefined }[state as 'down'])
        }
      }),
    )
  })

  it('has no post of the page from before its first failure', () => {
    const before = {
      kind: 'post',
      seenAt: AT,
      incident: 'i',
      post: 'p',
      name: 'n',
      status: 'x',
      text: 't',
      surfaces: [],
    }
    const page = { target: 'claude', reachability: [], components: [], surfaces: [] }
    const posts = [{ ...before, at: AT - MINUTE }] as never
    expect(scenarioOfIncident({ incident, spans: [span({})], page: { ...page, posts } }, AT).page).toEqual([])
  })

  it('leaves out surfaces of other incidents, and keeps one that was never broken', () => {
    const spans = [span({ surface: 'chat' })]
    expect(scenarioOfIncident({ incident, spans }, AT).surfaces).toEqual({ login: [] })
  })

  it.each([
    ['overloaded', '529'],
    ['timeout', 'hang'],
    ['edge', 'html'],
    ['slow', 'slow'],
    ['dns', 'reset'],
    ['tls', 'reset'],
    ['quota', '500'],
  ] as const)('fails by the fault of its class: %s by %s', (failureClass, fault) => {
    const failure = { class: failureClass, blame: 'provider', message: 'm' } as const
    const { surfaces } = scenarioOfIncident({ incident, spans: [span({ failure })] }, AT)
    expect(surfaces.login?.[0]?.fault).toBe(fault)
  })

  it('is described by its scope, or by its target where it has no scope', () => {
    const what = (scope: string) => scenarioOfIncident({ incident: { ...incident, scope }, spans: [] }, AT).what
    expect(what('sign-in only')).toBe('sign-in only')
    expect(what('')).toBe('claude failed')
    expect(what('x'.repeat(500))).toHaveLength(200)
  })

  it('lets the status page speak when it did', () => {
    const post = {
      kind: 'post',
      seenAt: AT,
      incident: 'i',
      post: 'p',
      name: 'n',
      status: 'investigating',
      text: 't',
      surfaces: [],
    } as const
    const page = {
      target: 'claude',
      reachability: [],
      components: [],
      surfaces: [],
      posts: [{ ...post, at: AT + 12 * MINUTE }],
    }
    expect(scenarioOfIncident({ incident, spans: [span({})], page }, AT).page).toMatchObject([{ minute: 12 }])
  })

  it('ends now where the incident is open', () => {
    const { resolvedAt: _, ...open } = incident
    const scenario = scenarioOfIncident({ incident: open, spans: [span({ to: AT + 99 * MINUTE })] }, AT + 50 * MINUTE)
    expect(scenario.surfaces.login?.at(-1)).toEqual({ minute: 50 })
  })

  it('is a scenario that a file could hold', () => {
    const scenario = scenarioOfIncident({ incident, spans: [span({})] }, AT)
    expect(parseScenario(JSON.stringify(scenario), 'x.json')).toEqual(scenario)
  })
})

describe('when a scenario is played', () => {
  const scenario = { ...scenarioOfIncident({ incident, spans: [span({})] }, AT) }
  const { start: _, ...anytime } = scenario

  it('is when it happened', () => {
    expect(startTimeOf(scenario, [], AT)).toBe(Date.UTC(2026, 10, 23, 21, 5))
  })

  it('is else an hour of last week in which people work', () => {
    const now = Date.UTC(2026, 10, 29, 15)
    const at = startTimeOf(anytime, [codeReview({ hours: OFFICE })], now)
    expect(new Date(at).toISOString()).toBe('2026-11-16T09:00:00.000Z')
  })

  it('is a working day also where a workflow has no working time', () => {
    const never = { ...ALWAYS, openMsWithin: () => 0 }
    const at = startTimeOf(anytime, [codeReview({ hours: never })], Date.UTC(2026, 10, 29, 15))
    expect(new Date(at).toISOString()).toBe('2026-11-17T10:00:00.000Z')
  })
})
