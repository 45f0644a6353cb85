import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { comparePeriods, periodBefore } from '../../../src/report/period/compare.ts'
import type { PeriodFigures, StepFigures } from '../../../src/report/period/figures.ts'

const step = (p50: number, more: Partial<StepFigures> = {}, n = 1_000): StepFigures => ({
  ...{ target: 'claude', surface: 'chat', probe: 'chat', step: 'read the reply', measure: 'duration_ms' },
  total: { n, p50, p95: p50 * 2, p99: p50 * 3 },
  ...more,
})

function figures(
  more: Partial<PeriodFigures> & { readonly failed?: number; readonly runs?: number } = {},
): PeriodFigures {
  const { failed = 0, runs = 10_000, ...rest } = more
  return {
    ...{ from: 0, to: 1, surfaces: new Map(), incidents: [], troubleMs: 0, steps: [] },
    total: { runs, failed, unmeasured: 0, ...(runs > 0 ? { availability: 1 - failed / runs } : {}) },
    ...rest,
  }
}
const incidents = (count: number) => Array.from({ length: count }, () => ({}) as never)

describe('this period against the one before', () => {
  it('says how availability changed, and when it did not', () => {
    expect(comparePeriods(figures({ failed: 110 }), figures({ failed: 5 }))[0]).toBe(
      'Availability fell from 99.95 % to 98.9 %.',
    )
    expect(comparePeriods(figures({ failed: 5 }), figures({ failed: 110 }))[0]).toBe(
      'Availability rose from 98.9 % to 99.95 %.',
    )
    expect(comparePeriods(figures(), figures())[0]).toBe('Availability stayed at 100 %.')
  })

  it('counts incidents and the time in trouble', () => {
    const now = figures({ incidents: incidents(4), troubleMs: 2 * HOUR })
    expect(comparePeriods(now, figures({ incidents: incidents(1), troubleMs: 40 * MINUTE }))[1]).toBe(
      '4 incidents after 1; trouble for 2 h after 40 min.',
    )
    expect(comparePeriods(figures(), figures())[1]).toBe('0 incidents, as many as before; no trouble in either period.')
  })

  it('states a slowdown that a chart only draws', () => {
    const text = comparePeriods(figures({ steps: [step(1_250)] }), figures({ steps: [step(1_000)] })).at(-1)
    expect(text).toBe('"read the reply" of Chat became 25 % slower: 1.3 s in the median after 1.0 s.')
  })

  it('names the step that changed most, and counts the others', () => {
    const before = [step(1_000), step(400, { step: 'open' }), step(300, { step: 'send' })]
    const now = [step(1_200), step(200, { step: 'open' }), step(301, { step: 'send' })]
    expect(comparePeriods(figures({ steps: now }), figures({ steps: before })).at(-1)).toBe(
      '"open" of Chat became 50 % faster: 200 ms in the median after 400 ms. 1 step became slower by a tenth or more, 1 faster, of 3.',
    )
  })

  it('finds nothing in noise, in tiny steps and in few runs', () => {
    const same = 'No step became faster or slower by a tenth or more.'
    expect(comparePeriods(figures({ steps: [step(1_050)] }), figures({ steps: [step(1_000)] })).at(-1)).toBe(same)
    expect(comparePeriods(figures({ steps: [step(4)] }), figures({ steps: [step(2)] })).at(-1)).toBe(same)
    const few = comparePeriods(figures({ steps: [step(2_000, {}, 20)] }), figures({ steps: [step(1_000)] }))
    expect(few).toHaveLength(2)
  })

  it('compares no measure of a probe whose unit is its own, whatever its name', () => {
    for (const measure of ['constructor', 'toString', 'tokens']) {
      const withMeasure = (p50: number) => figures({ steps: [step(p50, { measure })] })
      expect(comparePeriods(withMeasure(2_000), withMeasure(1_000))).toHaveLength(2)
    }
  })

  it('says where there is nothing to compare with', () => {
    expect(comparePeriods(figures(), figures({ runs: 0 }))).toEqual([
      'Nothing was measured in the period before, so there is nothing to compare.',
    ])
    expect(comparePeriods(figures({ runs: 0 }), figures())).toEqual(['Nothing was measured in this period.'])
    const weak = comparePeriods(figures(), figures({ runs: 900 }))
    expect(weak[0]).toContain('less than half was measured')
    expect(weak.join(' ')).not.toMatch(/incident/)
  })

  it('calls the period before by its length', () => {
    expect([15 * MINUTE, HOUR, 24 * HOUR, 30 * 24 * HOUR].map(periodBefore)).toEqual([
      'the 15 minutes before',
      'the 1 hour before',
      'the 24 hours before',
      'the 30 days before',
    ])
  })
})
