import { describe, expect, it } from 'vitest'
import {
  concerns,
  type PricedPlan,
  pricedPlanOf,
  priceOf,
  readStoredPlan,
  type TroubleSpan,
  writeStoredPlan,
} from '../../src/continuity/index.ts'
import { DAY, HOUR, parseHours, workingHours } from '../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from './kit.ts'

const hours = (text: string) => workingHours(parseHours(text))
const LONDON = hours('Mo-Fr 09:00-18:00 Europe/London')

function planOf(changes: Parameters<typeof codeReview>[0] = {}, proofs = [proof()]): PricedPlan {
  const plan = { workflows: [codeReview({ hours: LONDON, ...changes })], shares: [] }
  return pricedPlanOf({ plan, hosts: {}, readiness: ready(proofs) }, MONDAY)
}

const DOWN: TroubleSpan = {
  ...{ surface: 'claude/cli', state: 'down', class: 'overloaded', from: MONDAY, to: MONDAY + 4 * HOUR },
}

describe('a stored plan', () => {
  it('prices the same after it was stored', () => {
    const plan = planOf()
    const read = readStoredPlan(writeStoredPlan(plan)) as PricedPlan
    expect(priceOf(read, [DOWN])).toEqual(priceOf(plan, [DOWN]))
    expect(priceOf(read, [DOWN]).totals).toMatchObject([{ cost: 3_600, withoutPlan: 9_000, saved: 5_400 }])
    expect(writeStoredPlan(read)).toBe(writeStoredPlan(plan))
  })

  it('of a later release is not read', () => {
    expect(readStoredPlan(writeStoredPlan(planOf()).replace('"version":1', '"version":2'))).toBeUndefined()
  })

  it('holds the readiness of its own fallbacks only, however many surfaces are watched', () => {
    const surfaces = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`other/${index}`, { state: 'operational' as const }]),
    )
    const readiness = {
      ...ready([proof(), proof({ through: 'gemini/cli' })]),
      surfaces: { ...surfaces, ...ready().surfaces },
    }
    const plan = pricedPlanOf({ plan: { workflows: [codeReview()], shares: [] }, hosts: {}, readiness }, MONDAY)
    expect(plan.readiness.surfaces).toEqual({ 'openai/cli': { state: 'operational' } })
    expect(plan.readiness.proofs).toEqual([proof()])
  })

  it('counts a switch that shares a part with what it replaces as promised', () => {
    const shares = [{ name: 'corporate sign-in', by: ['claude', 'openai/cli'] }]
    const plan = pricedPlanOf({ plan: { workflows: [codeReview()], shares }, hosts: {}, readiness: ready() }, MONDAY)
    expect(plan.causes).toEqual({ 'code review': ['corporate sign-in'] })
    expect(priceOf(plan, [DOWN]).totals).toMatchObject([{ cost: 9_000, promised: 5_400, saved: 0 }])
  })

  it('applies to incidents of the targets that its workflows use, not of those that they switch to', () => {
    expect(concerns(planOf(), 'claude')).toBe(true)
    expect(concerns(planOf(), 'openai')).toBe(false)
  })

  it('prices to the minute across a change of the clock', () => {
    const sunday = Date.UTC(2026, 2, 29)
    const night = planOf({ hours: hours('Su 00:00-06:00 Europe/London') }, [])
    const spring: TroubleSpan = { surface: 'claude/cli', state: 'down', from: sunday - DAY, to: sunday + DAY }
    // At 01:00 the clock goes to 02:00: six hours by the clock are five.
    expect(priceOf(night, [spring]).totals).toMatchObject([{ withoutPlan: 5 * 25 * 90 }])
    const autumn = Date.UTC(2026, 9, 25)
    const back: TroubleSpan = { ...spring, from: autumn - DAY, to: autumn + DAY }
    expect(priceOf(night, [back]).totals).toMatchObject([{ withoutPlan: 7 * 25 * 90 }])
    const minute: TroubleSpan = { ...DOWN, from: MONDAY + 9 * HOUR - 60_000, to: MONDAY + 20 * HOUR }
    expect(priceOf(planOf(), [minute]).totals).toMatchObject([{ withoutPlan: (25 * 90) / 60 }])
  })
})
