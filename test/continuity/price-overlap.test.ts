import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PricedPlan, priceOf, type TroubleSpan } from '../../src/continuity/index.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { codeReview, MONDAY, ready } from './kit.ts'

/** Down for some hours after the Monday began. */
function down(surface: string, from: number, to: number): TroubleSpan {
  return { surface, state: 'down', class: 'overloaded', from: MONDAY + from * HOUR, to: MONDAY + to * HOUR }
}

function planOf(changes: Parameters<typeof codeReview>[0] = {}): PricedPlan {
  return { workflows: [codeReview(changes)], readiness: ready(), at: MONDAY }
}

describe('the price of an outage during another one', () => {
  it('leaves out what the other one stops as well', () => {
    const plan = planOf({ uses: ['claude/cli', 'gemini/api'] })
    const [first, second] = [down('claude/cli', 0, 2), down('gemini/api', 1, 3)]
    const price = priceOf(plan, [second], undefined, { earlier: [first], others: [first] })
    expect(price.totals).toMatchObject([{ withoutPlan: 2_250, cost: 900 }])
    expect(price.workflows[0]?.surfaces).toMatchObject([{ surface: 'gemini/api', withoutPlan: 2_250 }])
  })

  it('includes work whose alternative the other outage stops', () => {
    const plan = planOf({ uses: [{ anyOf: ['claude/cli', 'gemini/api'] }] })
    const [first, second] = [down('claude/cli', 0, 2), down('gemini/api', 1, 3)]
    expect(priceOf(plan, [first]).totals).toMatchObject([{ withoutPlan: 0 }])
    const price = priceOf(plan, [second], undefined, { earlier: [first] })
    expect(price.totals).toMatchObject([{ withoutPlan: 2_250 }])
    expect(price.workflows[0]?.surfaces).toMatchObject([{ surface: 'gemini/api', withoutPlan: 2_250 }])
  })

  it('counts no fallback while model B is in trouble, and only as promised while it is not measured', () => {
    const outage = down('claude/cli', 0, 4)
    const price = (other: TroubleSpan) => priceOf(planOf(), [outage], undefined, { others: [other] }).totals
    expect(price(down('openai/cli', 0, 2))).toMatchObject([{ cost: 4_500 + 1_800, saved: 2_700, promised: 0 }])
    const unknown: TroubleSpan = { ...down('openai/cli', 0, 2), state: 'unknown' }
    expect(price(unknown)).toMatchObject([{ cost: 4_500 + 1_800, saved: 2_700, promised: 2_700 }])
  })

  it('splits equally between surfaces that stop the same work', () => {
    const plan = planOf({ uses: ['claude/cli', 'claude/login'] })
    const [cost] = priceOf(plan, [down('claude/cli', 0, 4), down('claude/login', 2, 4)]).workflows
    expect(cost?.surfaces.map(({ surface, withoutPlan }) => [surface, withoutPlan])).toEqual([
      ['claude/cli', 6_750],
      ['claude/login', 2_250],
    ])
  })

  it('adds up with the price of the other outage to that of both, and over its surfaces to the whole', () => {
    const surfaces = ['claude/cli', 'claude/login', 'gemini/api', 'openai/cli']
    const span = fc
      .record({
        surface: fc.constantFrom(...surfaces),
        state: fc.constantFrom('down' as const, 'degraded' as const, 'unknown' as const),
        from: fc.integer({ min: 0, max: 600 }),
        length: fc.integer({ min: 1, max: 300 }),
        failedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ from, length, ...rest }): TroubleSpan => {
        const begins = MONDAY + from * MINUTE
        return { ...rest, class: 'overloaded', from: begins, to: begins + length * MINUTE }
      })
    const spans = fc.array(span, { maxLength: 5 })
    const need = fc.oneof(
      fc.constantFrom(...surfaces.slice(0, 3)),
      fc.record({ anyOf: fc.uniqueArray(fc.constantFrom(...surfaces.slice(0, 3)), { minLength: 1 }) }),
    )
    fc.assert(
      fc.property(fc.array(need, { minLength: 1, maxLength: 3 }), spans, spans, (uses, earlier, later) => {
        const plan = planOf({ uses })
        const all = [...earlier, ...later]
        const first = priceOf(plan, earlier, undefined, { others: all }).workflows[0]
        const second = priceOf(plan, later, undefined, { earlier, others: all }).workflows[0]
        const both = priceOf(plan, all, undefined, { others: all }).workflows[0]
        for (const key of ['withoutPlan', 'cost', 'saved'] as const) {
          expect((first?.[key] ?? 0) + (second?.[key] ?? 0)).toBeCloseTo(both?.[key] ?? 0, 4)
          expect(second?.[key]).toBeGreaterThanOrEqual(-1e-6)
          for (const cost of [first, second, both]) {
            const parts = cost?.surfaces.reduce((sum, part) => sum + part[key], 0)
            expect(parts).toBeCloseTo(cost?.[key] ?? 0, 4)
          }
        }
      }),
    )
  })
})
