import { describe, expect, it } from 'vitest'
import { amountsText, moneyText, priceOf, type TroubleSpan } from '../../src/continuity/index.ts'
import { DAY, HOUR, MINUTE, parseHours, type Workflow, workingHours } from '../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from './kit.ts'

const FOUR_HOURS: TroubleSpan = {
  ...{ surface: 'claude/cli', state: 'down', from: MONDAY, to: MONDAY + 4 * HOUR, class: 'overloaded' },
}

function price(
  workflow: Workflow,
  { spans = [FOUR_HOURS], readiness = ready(), notifiedAt }: Parameters<typeof priced>[1] = {},
) {
  return priced([workflow], { spans, readiness, ...(notifiedAt === undefined ? {} : { notifiedAt }) }).workflows[0]
}

function priced(
  workflows: readonly Workflow[],
  more: { spans?: readonly TroubleSpan[]; readiness?: ReturnType<typeof ready>; notifiedAt?: number } = {},
) {
  const { spans = [FOUR_HOURS], readiness = ready(), notifiedAt } = more
  return priceOf({ workflows, readiness, at: MONDAY }, spans, notifiedAt)
}

describe('the worked example: 25 people × £90 × 4 h', () => {
  it('costs £9,000 without a plan', () => {
    const { fallback: _, ...unprotected } = codeReview()
    const cost = price(unprotected)
    expect(cost).toMatchObject({ cost: 9_000, withoutPlan: 9_000, saved: 0, promised: 0, lostHours: 100 })
    expect(cost && amountsText(cost)).toBe('£9,000')
  })

  it('costs £3,600 with a proven switch that carries 60 %', () => {
    const cost = price(codeReview())
    expect(cost).toMatchObject({ cost: 3_600, withoutPlan: 9_000, saved: 5_400, promised: 0, lostHours: 40 })
    expect(cost && amountsText(cost)).toBe('£3,600 (without a plan £9,000, saved £5,400)')
  })

  it('costs £9,000 with "promised £5,400" where the same switch is not proven', () => {
    const cost = price(codeReview(), { readiness: ready([]) })
    expect(cost).toMatchObject({ cost: 9_000, withoutPlan: 9_000, saved: 0, promised: 5_400 })
    expect(cost && amountsText(cost)).toBe('£9,000 (promised £5,400)')
  })
})

describe('a switch in an incident', () => {
  it('counts as proven only for the class of failure that is seen', () => {
    const seen = (name: 'overloaded' | 'truncated') => price(codeReview(), { spans: [{ ...FOUR_HOURS, class: name }] })
    expect(seen('overloaded')?.saved).toBe(5_400)
    expect(seen('truncated')).toMatchObject({ saved: 0, promised: 5_400 })
  })

  it('counts as promised where its proof was too old when the incident opened', () => {
    const old = proof({ at: MONDAY - 30 * DAY - 1 })
    expect(price(codeReview(), { readiness: ready([old]) })).toMatchObject({ saved: 0, promised: 5_400 })
    const justInTime = proof({ at: MONDAY - 30 * DAY })
    expect(price(codeReview(), { readiness: ready([justInTime]) })?.saved).toBe(5_400)
  })

  it('saves nothing while model B is down as well', () => {
    const from = MONDAY + HOUR
    const spans: TroubleSpan[] = [FOUR_HOURS, { ...FOUR_HOURS, surface: 'openai/cli', from, to: from + HOUR }]
    expect(price(codeReview(), { spans })).toMatchObject({ saved: 0.75 * 5_400, withoutPlan: 9_000 })
  })

  it('has its time to switch on a line of its own', () => {
    const readiness = ready([proof({ tookMs: 10 * MINUTE })])
    const cost = price(codeReview(), { readiness, notifiedAt: MONDAY + 20 * MINUTE })
    expect(cost).toMatchObject({ cost: 3_600, saved: 5_400, switching: 675 })
    expect(cost && amountsText(cost)).toBe('£3,600 (without a plan £9,000, saved £5,400; time to switch £675 more)')
  })
})

describe('the price of trouble', () => {
  it('counts working hours only', () => {
    const night = { ...FOUR_HOURS, from: MONDAY + 7 * HOUR, to: MONDAY + 24 * HOUR }
    expect(price(codeReview(), { spans: [night] })?.withoutPlan).toBe(2_250)
  })

  it('is true to the minute in a night with a clock change', () => {
    const hours = workingHours(parseHours('Mo-Su 00:00-06:00 Europe/London'))
    const night = (day: string) => {
      const noon = Date.parse(`${day}T12:00Z`)
      return price(codeReview({ hours }), { spans: [{ ...FOUR_HOURS, from: noon - 14 * HOUR, to: noon }] })?.lostHours
    }
    // Without the switch 25 people lose 6, 5 and 7 hours; it keeps 60 %.
    expect([night('2026-03-28'), night('2026-03-29'), night('2026-10-25')]).toEqual(
      [60, 50, 70].map((lost) => expect.closeTo(lost)),
    )
  })

  it('counts the failed share of runs while a surface is degraded, nothing where it is only slow', () => {
    const degraded = { ...FOUR_HOURS, state: 'degraded' as const }
    expect(price(codeReview(), { spans: [{ ...degraded, failedShare: 0.3 }] })).toMatchObject({
      withoutPlan: 2_700,
      cost: 1_080,
    })
    expect(price(codeReview(), { spans: [degraded] })?.withoutPlan).toBe(0)
  })

  it('leaves out degraded surfaces of a workflow that only an outage hits', () => {
    const spans = [{ ...FOUR_HOURS, state: 'degraded' as const, failedShare: 0.3 }]
    expect(price(codeReview({ hitBy: 'down' }), { spans })?.withoutPlan).toBe(0)
    expect(price(codeReview({ hitBy: 'down' }))?.withoutPlan).toBe(9_000)
  })

  it('shows unknown time and does not price it', () => {
    const spans = [{ ...FOUR_HOURS, state: 'unknown' as const }]
    expect(price(codeReview(), { spans })).toMatchObject({ cost: 0, withoutPlan: 0, unknownHours: 100 })
  })

  it('uses the best of alternatives, and the worst of surfaces that are needed together', () => {
    const anyOf = codeReview({ uses: [{ anyOf: ['claude/cli', 'claude/api'] }] })
    expect(price(anyOf)?.withoutPlan).toBe(0)
    const both = [FOUR_HOURS, { ...FOUR_HOURS, surface: 'claude/api', state: 'degraded' as const, failedShare: 0.5 }]
    expect(price(anyOf, { spans: both })?.withoutPlan).toBe(4_500)
    expect(price(codeReview({ uses: ['claude/cli', 'claude/api'] }), { spans: both })?.withoutPlan).toBe(9_000)
  })

  it('with an alternative that is not measured shows the time as unknown', () => {
    const anyOf = codeReview({ uses: [{ anyOf: ['claude/cli', 'claude/api'] }] })
    const spans = [FOUR_HOURS, { ...FOUR_HOURS, surface: 'claude/api', state: 'unknown' as const }]
    expect(price(anyOf, { spans })).toMatchObject({ withoutPlan: 0, unknownHours: 100 })
  })

  it('counts surfaces that are down at the same time once', () => {
    const uses = ['claude/cli', 'claude/login']
    const spans = [FOUR_HOURS, { ...FOUR_HOURS, surface: 'claude/login' }]
    expect(price(codeReview({ uses }), { spans })?.withoutPlan).toBe(9_000)
  })

  it('never adds currencies', () => {
    const dollars = codeReview({ name: 'proposals', rate: { amount: 100, currency: 'USD' } })
    const { totals } = priced([codeReview(), dollars, codeReview({ name: 'support' })])
    expect(totals.map(({ currency, withoutPlan }) => [currency, withoutPlan])).toEqual([
      ['GBP', 18_000],
      ['USD', 10_000],
    ])
  })

  it('is the whole loss of a stop, and of work by hand what the guide does not keep', () => {
    expect(price(codeReview({ fallback: { kind: 'stop', protects: 'customers' } }))).toMatchObject({
      ...{ cost: 9_000, saved: 0, promised: 0 },
    })
    const fallback = { kind: 'manual', guide: 'guides/a.md', guideMaxAgeMs: DAY, keeps: 0.4 } as const
    const byHand = codeReview({ fallback, owner: 'ops@example.org' })
    const fresh = ready([], { 'guides/a.md': { exists: true, reviewedAt: MONDAY - HOUR } })
    expect(price(byHand, { readiness: fresh })).toMatchObject({ cost: 5_400, saved: 3_600 })
    expect(price(byHand)).toMatchObject({ cost: 9_000, promised: 3_600 })
  })
})

describe('money as text', () => {
  it('has cents only where there are some', () => {
    expect([moneyText(9_000, 'GBP'), moneyText(37.5, 'GBP'), moneyText(0.004, 'EUR'), moneyText(1e6, 'USD')]).toEqual([
      ...['£9,000', '£37.50', '€0', 'US$1,000,000'],
    ])
  })
})
