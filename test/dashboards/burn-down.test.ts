import { describe, expect, it } from 'vitest'
import { objectivesDocument, viewOf } from '../../dashboards/index.ts'
import type { ObjectiveView } from '../../dashboards/model/model.ts'
import { DAY, HOUR } from '../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)
const VIEW = viewOf(
  { at: NOW, timezone: 'UTC', location: 'office', version: '0.1.0' },
  { live: true, ranges: [], artifacts: '/artifacts/' },
)

/** Ten stretches of three days: the remaining budget at the end of each, in runs of ten. Undefined: not measured. */
function drawn(left: readonly (number | undefined)[], more: Partial<ObjectiveView> = {}): string {
  const from = NOW - 30 * DAY
  const stretch = (30 * DAY) / left.length
  let before = 10
  const points = left.map((value, index) => {
    before = value ?? before
    return { at: from + index * stretch, left: before, measured: value !== undefined }
  })
  const objective: ObjectiveView = {
    ...{ target: 't', surface: 'login', title: 'Login', windowDays: 30, objective: 0.99, measured: 0.99, runs: 1_000 },
    ...{ bad: 10 - before, allowed: 10, left: before, allowedMs: 7 * HOUR, leftMs: before * HOUR, verdict: 'unclear' },
    ...{ dayRate: 0, incidents: [], badOfMore: 0, badOutside: 10 - before, course: { from, to: NOW, points } },
    ...more,
  }
  return objectivesDocument({ at: NOW, objectives: [objective] }, VIEW)
}

const lineIn = (html: string) => /class="median" d="([^"]+)"/.exec(html)?.[1]
const gapsIn = (html: string) =>
  [...html.matchAll(/class="gap" x="([\d.]+)%" y="0" width="([\d.]+)%"/g)].map(([, x, width]) => [
    Number(x),
    Number(width),
  ])

describe('the course of a budget as a chart', () => {
  it('is a line of steps from the whole budget to the remaining one', () => {
    const html = drawn([10, 10, 5, 5, 0, 0, 0, 0, 0, 0])
    expect(lineIn(html)).toBe('M0 0H300V50H500V100H1000')
    expect(html).not.toContain('class="zero"')
  })

  it('goes below zero, which is marked with how far', () => {
    const html = drawn([10, 0, -10, -10])
    expect(lineIn(html)).toBe('M0 0H500V50H750V100H1000')
    expect(html).toContain('<path class="zero" d="M0 50h1000">')
    expect(html).toContain('−100 %')
    expect(html).toContain('aria-label="Login, error budget left: −10 of 10 runs, −10 h"')
  })

  it('hatches time without measurement after the first run, and is empty before it', () => {
    const html = drawn([undefined, undefined, 10, undefined, 8, 8, undefined, undefined, 8, 8])
    expect(lineIn(html)).toBe('M200 0H500V20H1000')
    expect(gapsIn(html)).toEqual([
      [30, 10],
      [60, 10],
      [70, 10],
    ])
  })

  it('is absent where nothing ran, and flat where no run may fail and none did', () => {
    expect(drawn([undefined], { runs: 0, bad: 0 })).not.toContain('class="burn-down"')
    expect(lineIn(drawn([0, 0], { allowed: 0, bad: 0, left: 0 }))).toBe('M0 0H1000')
  })
})

describe('what spent a budget', () => {
  it('lists incidents with their share, then other incidents and bad runs outside of incidents', () => {
    const incidents = [{ name: 'claude-1', title: 'Login <b>down</b>', impactAt: NOW - DAY, resolvedAt: NOW, bad: 4 }]
    const html = drawn([3], { incidents, badOfMore: 2, badOutside: 1 })
    expect(html).toContain('<a href="/incidents/claude-1"><bdi>Login &lt;b&gt;down&lt;/b&gt;</bdi></a>')
    expect(html).toMatch(/4 runs, <b>40 % of the budget<\/b>/)
    expect(html).toContain('Other incidents: 2 runs, 20 % of the budget')
    expect(html).toContain('Outside of incidents: 1 run, 10 % of the budget')
  })
})
