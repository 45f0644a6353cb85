import { describe, expect, it } from 'vitest'
import type { LaneSpan, TrendModel } from '../../../dashboards/model/model.ts'
import { Changes } from '../../../dashboards/parts/changes.tsx'
import { Costs } from '../../../dashboards/parts/costs.tsx'
import { HOUR } from '../../../src/core/index.ts'
import { FAILURE, html, lane, NOW, text, view } from '../kit.ts'

const span = (changes: Partial<LaneSpan> = {}): LaneSpan => ({
  ...{ state: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR, merged: 1, failure: FAILURE },
  ...changes,
})

describe('the changes of state as a table', () => {
  const changes = (lanes: TrendModel['lanes'], hidden = 0) => Changes({ lanes, view: view(), hidden })

  it('has the stretches that were not operational, newest first', () => {
    const early = span({ state: 'degraded', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR })
    const output = text(
      changes([lane({ spans: [early, span({ state: 'operational' }), span({ state: 'unwatched' }), span()] })]),
    )
    expect(output).toMatch(/19:05 20:05 Login Down 1 h HTTP 500.* 16:05 17:05 Login Degraded 1 h HTTP 500/)
    expect(output.match(/Login/g)).toHaveLength(2)
  })

  it('says that nothing changed, of all or of those that are shown', () => {
    expect(text(changes([lane()]))).toBe('Every surface was operational whenever it was measured.')
    expect(text(changes([lane()], 3))).toBe('Every surface shown here was operational whenever it was measured.')
  })

  it('counts the rows beyond a hundred', () => {
    const spans = Array.from({ length: 130 }, () => span())
    expect(text(changes([lane({ spans })]))).toContain('And 30 earlier ones.')
    expect(text(changes([lane({ spans: spans.slice(0, 101) })]))).toContain('And 1 earlier one.')
  })

  it('names targets where there are several', () => {
    const lanes = [lane({ spans: [span()] }), lane({ target: 'openai' })]
    expect(html(changes(lanes, 1))).toContain('of-target')
    expect(html(changes(lanes))).toContain('of-target')
    expect(html(changes(lanes.slice(0, 1)))).not.toContain('of-target')
  })
})

describe('the cost of outages as a table', () => {
  const row = { name: 'review', cost: '£900', withoutPlan: '£2,250', ours: false }

  it('is by workflow with hours, and by surface without', () => {
    const workflows = [{ ...row, lostHours: 1_234.56, promised: '£50' }]
    const output = text(
      Costs({ costs: { text: '£900', workflows, surfaces: [{ ...row, name: 'claude/api', ours: true }] } }),
    )
    expect(output).toContain('Cost: £900 in this time')
    expect(output).toContain('review 1,234.6 £900 £2,250 £50')
    expect(output).toContain('claude/api (ours) £900 £2,250 none')
  })

  it('names outages without a price, and is omitted where there is nothing to price', () => {
    expect(
      text(Costs({ costs: { text: '£900', unknown: 'One outage is not priced', workflows: [row], surfaces: [] } })),
    ).toContain('One outage is not priced. People × rate')
    expect(Costs({ costs: undefined })).toBeNull()
  })
})
