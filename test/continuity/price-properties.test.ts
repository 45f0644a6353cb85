import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PricedPlan, priceOf, type TroubleSpan, totalsOf } from '../../src/continuity/index.ts'
import { DAY, type Fallback, HOUR, MINUTE, type Workflow } from '../../src/core/index.ts'
import { codeReview, MONDAY, OFFICE, proof } from './kit.ts'

const SURFACES = ['claude/cli', 'claude/login', 'claude/api', 'openai/cli']

const surface = fc.constantFrom(...SURFACES)
const share = fc.double({ min: 0, max: 1, noNaN: true })

const span = fc.record({
  surface,
  state: fc.constantFrom('down' as const, 'degraded' as const, 'unknown' as const),
  from: fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minute) => MONDAY + minute * MINUTE),
  length: fc.integer({ min: 0, max: 600 }),
  failedShare: share,
  class: fc.constantFrom('overloaded' as const, 'truncated' as const),
})
const spans = fc
  .array(span, { maxLength: 8 })
  .map((list) => list.map(({ length, ...rest }): TroubleSpan => ({ ...rest, to: rest.from + length * MINUTE })))

const fallback: fc.Arbitrary<Fallback> = fc.oneof(
  fc.record({
    kind: fc.constant('switch' as const),
    through: fc.constant('openai/cli'),
    capacity: share,
    proofMaxAgeMs: fc.constantFrom(DAY, 30 * DAY),
  }),
  fc.record({ kind: fc.constant('stop' as const), protects: fc.constant('customers') }),
  fc.record({
    kind: fc.constant('manual' as const),
    guide: fc.constantFrom('guides/there.md', 'guides/gone.md'),
    guideMaxAgeMs: fc.constant(DAY),
    keeps: share,
  }),
)

const workflow: fc.Arbitrary<Workflow> = fc
  .record({
    people: fc.integer({ min: 1, max: 500 }),
    amount: fc.double({ min: 0, max: 300, noNaN: true }),
    currency: fc.constantFrom('GBP', 'EUR'),
    uses: fc.array(fc.oneof(surface, fc.record({ anyOf: fc.array(surface, { minLength: 1, maxLength: 3 }) })), {
      minLength: 1,
      maxLength: 3,
    }),
    hitBy: fc.constantFrom('degraded' as const, 'down' as const),
    fallback: fc.option(fallback, { nil: undefined }),
  })
  .map(({ amount, currency, fallback: found, ...rest }) => {
    const { fallback: _, ...base } = codeReview()
    return { ...base, ...rest, owner: 'ops', rate: { amount, currency }, ...(found ? { fallback: found } : {}) }
  })

const plan: fc.Arbitrary<PricedPlan> = fc
  .record({
    workflows: fc.array(workflow, { minLength: 1, maxLength: 4 }),
    proofs: fc.array(
      fc.record({
        green: fc.boolean(),
        ageDays: fc.integer({ min: 0, max: 60 }),
        took: fc.integer({ max: 60, min: 0 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ workflows, proofs }) => ({
    workflows: workflows.map((one, index) => ({ ...one, name: `workflow ${index}` })),
    at: MONDAY,
    readiness: {
      surfaces: { 'openai/cli': { state: 'operational' as const } },
      proofs: proofs.map(({ green, ageDays, took }) =>
        proof({ green, at: MONDAY - ageDays * DAY, tookMs: took * MINUTE }),
      ),
      files: { 'guides/there.md': { exists: true, reviewedAt: MONDAY } },
    },
  }))

describe('a price', () => {
  it('is never negative and never above the cost without a plan', () => {
    fc.assert(
      fc.property(plan, spans, fc.integer({ min: 0, max: 300 }), (plan, trouble, minutes) => {
        const { workflows, totals } = priceOf(plan, trouble, MONDAY + minutes * MINUTE)
        for (const cost of [...workflows, ...totals]) {
          const slack = 1e-9 * Math.max(1, cost.withoutPlan)
          expect(cost.cost).toBeGreaterThanOrEqual(-slack)
          expect(cost.cost).toBeLessThanOrEqual(cost.withoutPlan + slack)
          expect(cost.cost + cost.saved).toBeCloseTo(cost.withoutPlan, 4)
          expect(cost.promised).toBeLessThanOrEqual(cost.cost + slack)
          expect(cost.switching).toBeLessThanOrEqual(cost.saved + slack)
          expect(Math.min(cost.saved, cost.promised, cost.switching)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('is the sum of the prices of disjoint times', () => {
    fc.assert(
      fc.property(plan, spans, fc.integer({ min: 0, max: 4 * 24 * 60 }), (one, trouble, minute) => {
        const at = MONDAY + minute * MINUTE
        const before = trouble.map((part) => ({ ...part, to: Math.min(part.to, at) }))
        const after = trouble.map((part) => ({ ...part, from: Math.max(part.from, at) }))
        const [whole, first, second] = [trouble, before, after].map((parts) => priceOf(one, parts).workflows)
        for (const [index, cost] of (whole ?? []).entries()) {
          for (const key of ['cost', 'withoutPlan', 'saved', 'promised', 'lostHours', 'unknownHours'] as const) {
            expect((first?.[index]?.[key] ?? 0) + (second?.[index]?.[key] ?? 0)).toBeCloseTo(cost[key], 4)
          }
        }
      }),
    )
  })

  it('without a plan does not fall when more trouble is added', () => {
    fc.assert(
      fc.property(plan, spans, span, (one, trouble, more) => {
        const extra: TroubleSpan = { ...more, surface: 'claude/cli', to: more.from + more.length * MINUTE }
        const [less, longer] = [priceOf(one, trouble), priceOf(one, [...trouble, extra])]
        for (const [index, cost] of less.workflows.entries()) {
          expect(longer.workflows[index]?.withoutPlan).toBeGreaterThanOrEqual(cost.withoutPlan - 1e-6)
        }
      }),
    )
  })

  it('adds up in each currency to the sum of its workflows', () => {
    fc.assert(
      fc.property(plan, spans, (one, trouble) => {
        const { workflows, totals } = priceOf(one, trouble)
        expect(totals).toEqual(totalsOf(workflows))
        for (const { currency, cost } of totals) {
          const parts = workflows.filter((line) => line.currency === currency).map((line) => line.cost)
          expect(cost).toBeCloseTo(
            parts.reduce((sum, part) => sum + part, 0),
            4,
          )
        }
      }),
    )
  })

  it('of one person for a minute of working time is a sixtieth of the rate, wherever the minute lies', () => {
    const review = codeReview({ people: 1, rate: { amount: 60, currency: 'GBP' } })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14 * 24 * 60 }), (minute) => {
        const from = MONDAY + minute * MINUTE
        const trouble: TroubleSpan[] = [{ surface: 'claude/cli', state: 'down', from, to: from + MINUTE }]
        const readiness = { surfaces: {}, proofs: [], files: {} }
        const [cost] = priceOf({ workflows: [review], readiness, at: MONDAY }, trouble).workflows
        expect(cost?.withoutPlan).toBeCloseTo(OFFICE.openMsWithin(from, from + HOUR / 60) / MINUTE, 9)
      }),
    )
  })
})
