import { describe, expect, it } from 'vitest'
import type { LaneSpan, ObjectiveView, TrendModel } from '../../../dashboards/model/model.ts'
import { Changes } from '../../../dashboards/parts/changes.tsx'
import { Costs } from '../../../dashboards/parts/costs.tsx'
import { Objectives } from '../../../dashboards/parts/objectives.tsx'
import { HOUR } from '../../../src/core/index.ts'
import { FAILURE, html, lane, NOW, text, trend, view } from '../kit.ts'

const span = (changes: Partial<LaneSpan> = {}): LaneSpan => ({
  ...{ state: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR, merged: 1, failure: FAILURE },
  ...changes,
})

describe('the changes of state as a table', () => {
  const changes = (lanes: TrendModel['lanes'], hidden = 0) => Changes({ lanes, view: view(), hidden })

  it('has the stretches that were not operational, newest first', () => {
    const early = span({ state: 'degraded', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR })
    const found = text(
      changes([lane({ spans: [early, span({ state: 'operational' }), span({ state: 'unwatched' }), span()] })]),
    )
    expect(found).toMatch(/19:05 20:05 Login Down 1 h HTTP 500.* 16:05 17:05 Login Degraded 1 h HTTP 500/)
    expect(found.match(/Login/g)).toHaveLength(2)
  })

  it('says that nothing changed, of all or of those that are shown', () => {
    expect(text(changes([lane()]))).toBe('Every surface was operational throughout.')
    expect(text(changes([lane()], 3))).toBe('Every surface shown here was operational throughout.')
  })

  it('counts what is beyond a hundred', () => {
    const spans = Array.from({ length: 130 }, () => span())
    expect(text(changes([lane({ spans })]))).toContain('And 30 earlier ones.')
  })

  it('names targets where only some surfaces of several are shown', () => {
    const lanes = [lane({ spans: [span()] }), lane({ target: 'openai' })]
    expect(html(changes(lanes, 1))).toContain('of-target')
    expect(html(changes(lanes))).not.toContain('of-target')
  })
})

describe('the objectives as a table', () => {
  const objective = (more: Partial<ObjectiveView> = {}): ObjectiveView => ({
    ...{ target: 'claude', surface: 'login', title: 'Login', windowDays: 30, objective: 0.99, measured: 0.997 },
    ...{ runs: 1_000, bad: 3, allowed: 10, left: 7, verdict: 'met' },
    ...more,
  })
  const table = (objectives: readonly ObjectiveView[], more: Partial<TrendModel> = {}) =>
    Objectives({ trend: trend({ objectives, ...more }) })

  it('has what is required, measured and left', () => {
    expect(text(table([objective()]))).toContain('Login 99.0 % 99.70 % 7 of 10 runs met no')
    expect(text(table([objective()]))).toContain('Over the last 30 days, whatever range is shown.')
  })

  it('says how far a budget is overspent, and how fast it burns', () => {
    const burning = { rate: 14.44, overMs: HOUR, severity: 'page' } as const
    const found = table([objective({ left: -2.4, allowed: 10.9, verdict: 'missed', burning })])
    expect(text(found)).toContain('3 over, 10 allowed missed 14.4× over 1 h (page)')
    expect(html(found).match(/class="(?:number )?bad"/g)).toHaveLength(3)
  })

  it('has no data where nothing was measured', () => {
    const { measured: _, ...none } = objective()
    expect(text(table([none]))).toContain('99.0 % no data')
  })

  it('says how many of all it shows, and is not there without any', () => {
    const selection = { matching: 40, charted: 3, filtered: false }
    expect(text(table([objective()], { selection }))).toContain('(of 40 surfaces, 1 are shown)')
    expect(table([])).toBeNull()
  })
})

describe('the cost of outages as a table', () => {
  const row = { name: 'review', cost: '£900', withoutPlan: '£2,250', ours: false }

  it('is by workflow with hours, and by surface without', () => {
    const workflows = [{ ...row, lostHours: 1_234.56, promised: '£50' }]
    const found = text(
      Costs({ costs: { text: '£900', workflows, surfaces: [{ ...row, name: 'claude/api', ours: true }] } }),
    )
    expect(found).toContain('Cost: £900 in this time')
    expect(found).toContain('review 1,234.6 £900 £2,250 £50')
    expect(found).toContain('claude/api (ours) £900 £2,250 none')
  })

  it('says what is not priced, and is not there where nothing is', () => {
    expect(
      text(Costs({ costs: { text: '£900', unknown: 'One outage is not priced', workflows: [row], surfaces: [] } })),
    ).toContain('One outage is not priced. People × rate')
    expect(Costs({ costs: undefined })).toBeNull()
  })
})
