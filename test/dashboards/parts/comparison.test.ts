import { describe, expect, it } from 'vitest'
import type { RunComparison, StepPair } from '../../../dashboards/model/incident-page.ts'
import { Comparison } from '../../../dashboards/parts/comparison.tsx'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { FAILURE, HOSTILE, html, links, NOW, text, view } from '../kit.ts'

const step = (changes: Partial<StepPair> = {}): StepPair => ({
  ...{ name: 'sign in', broken: false, differences: [] },
  failing: { outcome: 'passed', durationMs: 500, statuses: { '200': 3 } },
  good: { outcome: 'passed', durationMs: 250, statuses: { '200': 3, '304': 1 } },
  ...changes,
})

const side = { id: 1, trigger: 'schedule' as const, location: 'office' }
const comparison = (changes: Partial<RunComparison> = {}): RunComparison => ({
  ...{ target: 'claude', surface: 'login', title: 'Login', probe: 'login', steps: [step()] },
  failing: {
    ...{ ...side, scheduledAt: NOW - MINUTE, at: NOW - MINUTE + 40, outcome: 'failed', durationMs: 2_000 },
    failure: FAILURE,
  },
  good: { ...side, scheduledAt: NOW - HOUR, at: NOW - HOUR, outcome: 'passed', durationMs: 900 },
  ...changes,
})

const draw = (changes: Partial<RunComparison> = {}, look = {}) =>
  Comparison({ comparison: comparison(changes), view: view(look) })

/** Widths of the bars, of 200. */
const widths = (drawn: unknown) => [...html(drawn).matchAll(/<rect class="bar[^"]*" width="(\d+)"/g)].map(([, w]) => w)

describe('a failing run against a good one', () => {
  it('says when each ran, from where, and how it ended; both lead to their pages', () => {
    expect(text(draw())).toContain(
      'Failing: 21:04:00, failed after 2.0 s from officeGood: 20:05:00, passed after 900 ms from office',
    )
    expect(links(draw())).toEqual([
      `/runs/claude/login/${NOW - MINUTE}-schedule`,
      `/runs/claude/login/${NOW - HOUR}-schedule`,
    ])
    expect(links(draw({}, { live: false }))).toEqual([])
  })

  it('says that no good run is stored', () => {
    const { good: _, ...alone } = comparison()
    expect(text(Comparison({ comparison: alone, view: view() }))).toContain('No good run is stored.')
  })

  it('draws the steps of both on one scale, as long as they took', () => {
    const steps = [step(), step({ name: 'send', failing: { outcome: 'failed', durationMs: 2_000, statuses: {} } })]
    expect(widths(draw({ steps }))).toEqual(['50', '25', '200', '25'])
    expect(text(draw({ steps }))).toContain('failing run: 500 ms, 200 × 3')
    expect(text(draw({ steps }))).toContain('good run: 250 ms, 200 × 3, 304')
  })

  it('shows a step of no time, and one that was not reached', () => {
    const instant = { outcome: 'passed' as const, durationMs: 0, statuses: {} }
    const { failing: _, ...unreached } = step({ good: instant })
    expect(widths(draw({ steps: [unreached] }))).toEqual(['1'])
    expect(text(draw({ steps: [unreached] }))).toContain('–')
  })

  it('marks the step that broke, with what is usual and how it differs', () => {
    const usual = { runs: 900, p50: 240, p95: 700, p99: 900 }
    const broken = step({ broken: true, usual, differences: ['1 more HTTP 500', '2.0 s against 250 ms'] })
    expect(html(draw({ steps: [broken] }))).toContain('<li class="pair is-broken">')
    const output = text(draw({ steps: [broken] }))
    expect(output).toContain('usually 240 ms, 95 % within 700 ms')
    expect(output).toContain('1 more HTTP 5002.0 s against 250 ms')
  })

  it('has a picture where the page can reach one, described in words', () => {
    const picture = { at: NOW, artifact: { kind: 'screenshot' as const, path: 'a b/x.png', bytes: 9 } }
    const drawn = html(draw({ picture }))
    expect(drawn).toContain('<img src="/artifacts/a%20b/x.png" alt="What the page of Login showed when it failed"')
    expect(html(draw({ picture }, { artifacts: undefined }))).not.toContain('<img')
    expect(html(draw({ picture: { ...picture, artifact: { ...picture.artifact, path: '../x.png' } } }))).not.toContain(
      '<img',
    )
  })

  it('escapes text from outside', () => {
    const hostile = comparison({
      title: HOSTILE,
      probe: HOSTILE,
      steps: [step({ name: HOSTILE, differences: [HOSTILE] })],
    })
    const failing = { ...hostile.failing, location: HOSTILE }
    expect(html(Comparison({ comparison: { ...hostile, failing }, view: view() }))).not.toContain('<img')
  })
})
