import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BurnDown } from '../../../dashboards/charts/burn-down.tsx'
import { GapTrack } from '../../../dashboards/charts/gap-track.tsx'
import { LaneTrack } from '../../../dashboards/charts/lane-track.tsx'
import { RunStrip } from '../../../dashboards/charts/run-strip.tsx'
import type { LaneSpan, LaneState, ObjectiveView } from '../../../dashboards/model/model.ts'
import { DrillTimeline } from '../../../dashboards/parts/drill-timeline.tsx'
import { PlanShares } from '../../../dashboards/parts/plan.tsx'
import { budgetLeftText, DAY, HOUR } from '../../../src/core/index.ts'
import { html, lane, NOW, text, view } from '../kit.ts'

// What a drawing shows, read back from its SVG, is what the model says.

const scale = { from: NOW - DAY, to: NOW }

interface Drawn {
  readonly kind: string
  readonly x: number
  readonly width: number
}

/** The rectangles of a drawing, in percent. */
const rectsIn = (drawn: string): readonly Drawn[] =>
  [...drawn.matchAll(/<rect class="([\w -]+)" x="([\d.]+)%"[^>]*? width="([\d.]+)%"/g)].map(([, kind, x, width]) => ({
    ...{ kind: kind ?? '', x: Number(x), width: Number(width) },
  }))

/** Stretches that cover the scale, one after the other. */
const stretches = fc
  .array(
    fc.tuple(
      fc.constantFrom<LaneState>('operational', 'degraded', 'down', 'unknown', 'maintenance', 'unwatched'),
      fc.integer({ min: 1, max: 20 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => {
    const total = parts.reduce((sum, [, weight]) => sum + weight, 0)
    let at = scale.from
    return parts.map(([state, weight], index): LaneSpan => {
      const from = at
      at = index === parts.length - 1 ? scale.to : from + Math.floor((weight / total) * DAY)
      return { state, from, to: at, merged: 1 }
    })
  })

const percentAt = (at: number) => (100 * (at - scale.from)) / DAY

describe('a lane', () => {
  it('draws every stretch where and as long as it was, and trouble at least as long', () => {
    fc.assert(
      fc.property(stretches, (spans) => {
        const drawn = rectsIn(html(LaneTrack({ lane: lane({ spans }), scale, incidents: [], view: view() })))
        const isBad = ({ state }: LaneSpan) => state === 'down' || state === 'degraded'
        const watched = spans.filter(({ state }) => state !== 'unwatched')
        const expected = [...watched.filter((span) => !isBad(span)), ...watched.filter(isBad)]
        expect(drawn.map(({ kind }) => kind.replace(' thin', ''))).toEqual(expected.map(({ state }) => `is-${state}`))
        for (const [index, span] of expected.entries()) {
          const { x = -1, width = -1 } = drawn[index] ?? {}
          const length = percentAt(span.to) - percentAt(span.from)
          if (isBad(span)) expect(width).toBeGreaterThanOrEqual(length - 0.011)
          else expect(Math.abs(width - length)).toBeLessThanOrEqual(0.06)
          expect(x).toBeLessThanOrEqual(percentAt(span.from) + 0.011)
          expect(x + width).toBeGreaterThanOrEqual(percentAt(span.to) - 0.011)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('never draws time without data as operational', () => {
    fc.assert(
      fc.property(stretches, (spans) => {
        const green = rectsIn(html(LaneTrack({ lane: lane({ spans }), scale, incidents: [], view: view() }))).filter(
          ({ kind }) => kind === 'is-operational',
        )
        for (const { state, from, to } of spans) {
          if (state !== 'unknown' && state !== 'unwatched') continue
          const middle = percentAt((from + to) / 2)
          expect(green.filter(({ x, width }) => x + 0.06 < middle && middle < x + width - 0.06)).toEqual([])
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('the gaps of the monitor', () => {
  it('are hatched where they were, blank before the first run, and their share is the one in words', () => {
    const span = (from: number, to: number, watched: boolean) => {
      return { from: scale.from + from * HOUR, to: scale.from + to * HOUR, watched }
    }
    const gaps = { target: 't', title: 'Login', spans: [span(0, 6, false), span(12, 15, true)], measured: 15 / 18 }
    const drawn = html(GapTrack({ lane: gaps, scale, view: view() }))
    expect(rectsIn(drawn)).toEqual([
      { kind: 'blank', x: 0, width: 25 },
      { kind: 'blank', x: 50, width: 12.5 },
      { kind: 'gap', x: 50, width: 12.5 },
    ])
    expect(drawn).toContain('aria-label="Login: 83.33 % measured"')
  })

  it('of a surface that was never watched claim no share', () => {
    const drawn = html(GapTrack({ lane: { target: 't', title: 'Login', spans: [] }, scale, view: view() }))
    expect(drawn).toContain('aria-label="Login: never watched"')
  })
})

describe('the course of an error budget', () => {
  const objectiveOf = (allowed: number, spent: readonly number[]): ObjectiveView => {
    let left = allowed
    const points = spent.map((bad, index) => {
      left -= bad
      return { at: scale.from + (index * DAY) / spent.length, left, measured: true }
    })
    return {
      ...{ target: 't', surface: 'login', title: 'Login', windowDays: 1, objective: 0.99, runs: 9_000, verdict: 'met' },
      ...{ bad: allowed - left, allowed, left, allowedMs: allowed * HOUR, leftMs: left * HOUR, dayRate: 0 },
      ...{ course: { ...scale, points }, incidents: [], badOfMore: 0, badOutside: 0 },
    }
  }

  it('ends at the height of the remaining budget, above or below zero, as its label', () => {
    const spent = fc.array(fc.nat(30), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), spent, (allowed, bad) => {
        const objective = objectiveOf(allowed, bad)
        const drawn = html(BurnDown({ objective, view: view() }))
        const [, line = ''] = /class="median" d="([^"]+)"/.exec(drawn) ?? []
        const ends = [...line.matchAll(/[V ](\d+)/g)].map(([, y]) => Number(y))
        const span = allowed - Math.min(0, objective.left)
        expect(ends.at(-1)).toBe(Math.round(((allowed - objective.left) / span) * 100))
        expect(drawn).toContain(`Login, error budget left: ${budgetLeftText(objective)}`)
        expect(drawn.includes('class="overspent"')).toBe(objective.left < 0)
        const [, below] = /<span class="bottom" aria-hidden="true">−(\d+) %/.exec(drawn) ?? []
        if (objective.left < 0) expect(Number(below)).toBe(Math.ceil((-100 * objective.left) / allowed))
        else expect(below).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })
})

describe('the strip of newest runs', () => {
  it('counts in words the bars that it draws', () => {
    const outcome = fc.constantFrom('passed', 'slow', 'failed', 'error')
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 60 }), (outcomes) => {
        const runs = outcomes.map((one) => ({ at: NOW, outcome: one, durationMs: 900, trigger: 'schedule' as const }))
        const drawn = html(RunStrip({ runs }))
        const bars = (name: string) => {
          const [, path = ''] = new RegExp(`class="run-${name}" d="([^"]+)"`).exec(drawn) ?? []
          return path.match(/M/g)?.length ?? 0
        }
        const words = [
          ...(bars('passed') > 0 ? [`${bars('passed')} passed`] : []),
          ...(bars('slow') > 0 ? [`${bars('slow')} slow`] : []),
          ...(bars('failed') > 0 ? [`${bars('failed')} failed`] : []),
          ...(bars('error') > 0 ? [`${bars('error')} could not measure`] : []),
        ]
        expect(drawn).toContain(`: ${words.join(', ')};`)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the shares of a plan', () => {
  it('are bars as wide as their figures', () => {
    const shares = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(shares, ([proven, both]) => {
        const scenario = {
          ...{ down: 'claude', cells: [], hour: '£1', rto: '' },
          ...{ proven: proven / 100, promised: (both - proven) / 100, lost: (100 - both) / 100 },
        }
        const drawn = PlanShares({ scenarios: [scenario] })
        const widthOf = (kind: string) =>
          Number(new RegExp(`class="share-${kind}" x="0" y="0" width="([\\d.]+)"`).exec(html(drawn))?.[1])
        expect([widthOf('proven'), widthOf('promised')]).toEqual([proven, both])
        expect(text(drawn)).toContain(`claude ${proven} % ${both - proven} % ${100 - both} % £1`)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the timeline of a drill', () => {
  it('draws faults as high as the share of requests that fail, and lists what was found', () => {
    const lanes = [
      {
        ...{ surface: 'claude/api', marks: [{ at: NOW - 18 * HOUR, kind: 'found' as const, text: 'found' }] },
        stretches: [
          { from: NOW - DAY, to: NOW - 18 * HOUR, share: 1, fault: 'http_500' },
          { from: NOW - 12 * HOUR, to: NOW - 6 * HOUR, share: 0.5, fault: 'http_500' },
        ],
      },
    ]
    const drawn = DrillTimeline({ model: { ...scale, lanes, posts: [] } as never, view: view() })
    const faults = [...html(drawn).matchAll(/class="fault" x="([\d.]+)%" y="(\d+)" width="([\d.]+)%" height="(\d+)"/g)]
    expect(faults.map(([, ...numbers]) => numbers.map(Number))).toEqual([
      [0, 2, 25, 22],
      [50, 13, 25, 11],
    ])
    expect(text(drawn)).toContain('claude/api: found, 03:05')
  })
})
