import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { type DrillRecord, scoreCardOf } from '../../src/drill/index.ts'
import { alert, plan, provenOverload, record, reviewed, START, supportBot } from './kit.ts'

const surfaces = ['claude/cli', 'claude/api', 'claude/login'] as const

/** Faults that begin and end within eight hours. */
const changes = fc
  .array(
    fc.record({
      surface: fc.constantFrom(...surfaces),
      from: fc.nat(400),
      minutes: fc.integer({ min: 1, max: 80 }),
      share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all
      .flatMap(({ surface, from, minutes, share }) => [
        { at: START + from * MINUTE, surface, fault: '500', probability: share },
        { at: START + (from + minutes) * MINUTE, surface, probability: 0 },
      ])
      .toSorted((a, b) => a.at - b.at),
  )

const verdicts = fc.array(
  fc.record({
    surface: fc.constantFrom(...surfaces),
    kind: fc.constantFrom('trouble' as const, 'recovery' as const),
    changedAt: fc.nat(400).map((minute) => START + minute * MINUTE),
    slots: fc.nat(50),
    state: fc.constantFrom('down' as const, 'degraded' as const, 'operational' as const),
    at: fc.nat(480).map((minute) => START + minute * MINUTE),
    confirmMs: fc.nat(60_000),
    found: fc.boolean(),
  }),
  { maxLength: 6 },
)

const alerts = fc.array(
  fc.record({
    kind: fc.constantFrom('opened' as const, 'changed' as const, 'resolved' as const),
    minute: fc.integer({ min: -10, max: 480 }),
  }),
  { maxLength: 8 },
)

const records = fc.tuple(changes, verdicts, alerts).map(
  ([changed, judged, planned]): DrillRecord =>
    record({
      ...{ changes: changed, verdicts: judged, playedTo: START + 8 * HOUR },
      alerts: planned.map(({ kind, minute }, index) =>
        alert({ key: `drill:${index}`, kind, at: START + minute * MINUTE }),
      ),
    }),
)

const plans = fc
  .record({ isProven: fc.boolean(), withBot: fc.boolean(), hasFallback: fc.boolean(), slack: fc.boolean() })
  .map(({ isProven, withBot, hasFallback, slack }) => {
    const { fallback: _, ...bare } = reviewed()
    const workflows = [hasFallback ? reviewed() : bare, ...(withBot ? [supportBot()] : [])]
    return plan({ workflows, ...(slack ? {} : { channels: [] }) }, isProven ? [provenOverload()] : [])
  })

describe('any drill', () => {
  it('scores between nothing and what is possible, in every component', () => {
    fc.assert(
      fc.property(records, plans, (played, drilled) => {
        const card = scoreCardOf(played, drilled)
        for (const { score, possible } of [card, ...card.components]) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(possible + 0.05)
        }
        expect(card.possible).toBeLessThanOrEqual(100.3)
      }),
    )
  })

  it('explains every missing point, to within a rounding of each', () => {
    fc.assert(
      fc.property(records, plans, (played, drilled) => {
        for (const { name, score, possible, outstanding } of scoreCardOf(played, drilled).components) {
          const explained = outstanding.reduce((sum, { points }) => sum + points, 0)
          expect(Math.abs(possible - score - explained), name).toBeLessThan(0.1 * (outstanding.length + 12))
          for (const item of outstanding) expect(item.line).not.toBe('')
        }
      }),
    )
  })

  it('divides the work hours into shares that sum to one', () => {
    fc.assert(
      fc.property(records, plans, (played, drilled) => {
        const { shares, costs } = scoreCardOf(played, drilled)
        if (!shares) return
        expect(shares.proven + shares.promised + shares.lost).toBeCloseTo(1)
        for (const { cost, withoutPlan } of costs) expect(cost).toBeLessThanOrEqual(withoutPlan + 1e-6)
      }),
    )
  })

  it('never scores less with a proof than without', () => {
    fc.assert(
      fc.property(records, (played) => {
        const without = scoreCardOf(played, plan({}, [])).score
        expect(scoreCardOf(played, plan()).score).toBeGreaterThanOrEqual(without - 0.2)
      }),
    )
  })
})
