import { describe, expect, it } from 'vitest'
import type { ObjectiveView, ProbeLatency, StatusMix, TrendModel } from '../../../dashboards/model/model.ts'
import { Incidents } from '../../../dashboards/parts/incidents.tsx'
import { Lanes } from '../../../dashboards/parts/lanes.tsx'
import { Latency } from '../../../dashboards/parts/latency.tsx'
import { Months } from '../../../dashboards/parts/months.tsx'
import { Objectives } from '../../../dashboards/parts/objectives.tsx'
import { Statuses } from '../../../dashboards/parts/statuses.tsx'
import { sectionsOf } from '../../../dashboards/words/sections.ts'
import { DAY, HOUR } from '../../../src/core/index.ts'
import { html, incident, lane, NOW, trend, view } from '../kit.ts'

// Two targets with a surface of the same name: every text about "Login" names its target.

const TARGETS = ['claude', 'openai'] as const

const latencyOf = (target: string, p50: number): ProbeLatency => ({
  ...{ target, surface: 'login', title: 'Login', probe: 'login', gapMs: HOUR },
  series: [{ step: 'sign in', measure: 'duration_ms', total: { n: 9, p50, p95: 2 * p50, p99: 3 * p50 }, points: [] }],
})

const mixOf = (target: string): StatusMix => ({
  ...{ target, surface: 'login', title: 'Login', bucketMs: HOUR, total: { '200': 90, '500': 1 } },
  buckets: [{ at: NOW - 2 * HOUR, counts: [90, 0, 0, 0, 0, 0, 0, 1, 0, 0] }],
})

const objectiveOf = (target: string, more: Partial<ObjectiveView> = {}): ObjectiveView => ({
  ...{
    target,
    surface: 'login',
    title: 'Login',
    windowDays: 30,
    objective: 0.99,
    runs: 9,
    bad: 0,
    allowed: 1,
    left: 1,
  },
  ...{ allowedMs: HOUR, leftMs: HOUR, dayRate: 0, course: { from: NOW - DAY, to: NOW, points: [] } },
  ...{ incidents: [], badOfMore: 0, badOutside: 0, verdict: 'met', ...more },
})

const burning = { rate: 20, overMs: HOUR, severity: 'page' } as const
const down = { state: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR, merged: 1 } as const

function trendOf(targets: readonly string[]): TrendModel {
  const surfaces = targets.map((target) => ({ target, surface: 'login', title: 'Login' }))
  const cells = targets.map(() => ({ runs: 9, failed: 0, availability: 1 }))
  return trend({
    lanes: targets.map((target, index) => lane({ target, ...(index === 0 ? { spans: [down], downMs: HOUR } : {}) })),
    incidents: { total: 1, shown: [incident({ target: targets[0] ?? '' })] },
    latency: targets.map((target, index) => latencyOf(target, 900 - index)),
    statuses: targets.map(mixOf),
    objectives: targets.map((target, index) => objectiveOf(target, index === 0 ? { burning } : {})),
    months: { surfaces, months: [{ name: '2026-11', title: 'November 2026', cells }], finding: '' },
  })
}

const PARTS = {
  'the lanes and their table': (of: TrendModel) => Lanes({ trend: of, view: view() }),
  'the incidents': (of: TrendModel) => Incidents({ trend: of, view: view() }),
  'the times of the steps': (of: TrendModel) => Latency({ trend: of, view: view() }),
  'the HTTP answers': (of: TrendModel) => Statuses({ trend: of, view: view() }),
  'the objectives': (of: TrendModel) => Objectives({ trend: of, view: view() }),
  'the months': (of: TrendModel) => Months({ months: of.months, view: view() }),
} as const

/** The cells and headings of a part that read "Login". */
const namesIn = (part: unknown) =>
  [...html(part).matchAll(/<(td|th|h3)\b[^>]*>(.*?)<\/\1>/gs)]
    .map(([, , inner = '']) => inner.replace(/<[^>]*>/g, '').trim())
    .filter((name) => name.includes('Login'))

describe('with several targets', () => {
  it.each(Object.entries(PARTS))('%s say whose surface it is, in every row', (_name, part) => {
    const names = namesIn(part(trendOf(TARGETS)))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(name).toMatch(/claude|openai/)
  })

  it.each(Object.entries(PARTS))('%s leave the target out where there is only one', (_name, part) => {
    for (const name of namesIn(part(trendOf(['claude'])))) expect(name).not.toContain('claude')
  })

  it('the findings of the sections say whose surface it is', () => {
    const findings = (targets: readonly string[]) =>
      Object.fromEntries(sectionsOf(trendOf(targets)).map(({ id, finding }) => [id, finding]))
    expect(findings(TARGETS)).toMatchObject({
      lanes: 'Only claude Login was down, for 1 h',
      objectives: 'No surface misses its objective; claude Login burns its error budget',
      latency: 'Slowest: "sign in" of claude Login, 900 ms in the median',
    })
    expect(findings(['claude'])).toMatchObject({
      lanes: 'Only Login was down, for 1 h',
      objectives: 'No surface misses its objective; Login burns its error budget',
      latency: 'Slowest: "sign in" of Login, 900 ms in the median',
    })
  })
})
