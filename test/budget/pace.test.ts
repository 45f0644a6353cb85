import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BudgetPlan, planBudget, type Slowdowns, type Spender } from '../../src/budget/index.ts'
import {
  addSpend,
  type Budget,
  DAY,
  dayOf,
  defined,
  HOUR,
  MINUTE,
  NOTHING_SPENT,
  type ProbePlan,
  probeId,
  SECOND,
  type Spend,
} from '../../src/core/index.ts'
import { createAgenda, type DueSlot, phasesOf } from '../../src/schedule/index.ts'
import { propertyRuns } from '../support/property-runs.ts'

const T0 = Date.UTC(2026, 2, 2)
const tokens = (outputTokens: number, requests = 1): Spend => ({ ...NOTHING_SPENT, requests, outputTokens })

function spender(id: string, everyMs: number, cost: Spend): Spender {
  return { id, everyMs, perDay: DAY / everyMs, cost }
}

function plan(budget: Budget, spent: Spend, now: number, before: Slowdowns = {}, spenders = DOORS) {
  return planBudget({ budget, spent, spenders, now, before: { day: dayOf(now), slowdowns: before } })
}

/** An api door every minute for 10 tokens, a command-line door every five for 50, a page that costs none. */
const DOORS: readonly Spender[] = [
  spender('t/api', MINUTE, tokens(10)),
  spender('t/cli', 5 * MINUTE, tokens(50)),
  spender('t/login', 5 * MINUTE, tokens(0, 30)),
]
const USUAL = 1440 * 10 + 288 * 50

describe('a budget', () => {
  it('changes nothing where it lasts for the day, and forecasts the spend', () => {
    const { everyMs, bare, slowdowns, forecast, scarce } = plan({ outputTokens: USUAL }, NOTHING_SPENT, T0)
    expect([[...everyMs], [...bare], slowdowns, scarce]).toEqual([[], [], {}, undefined])
    expect(forecast).toMatchObject({ outputTokens: USUAL, requests: 1440 + 288 + 288 * 30 })
  })

  it('of half the need halves the cadence of the probes that spend it, and of no other', () => {
    const { everyMs, scarce } = plan({ outputTokens: USUAL * 0.6, requests: 100_000 }, NOTHING_SPENT, T0)
    expect([...everyMs]).toEqual([
      ['t/api', 2 * MINUTE],
      ['t/cli', 10 * MINUTE],
    ])
    expect(scarce).toBe('outputTokens')
  })

  it('slows by the scarcest of several amounts', () => {
    const { everyMs, scarce } = plan({ outputTokens: USUAL * 0.6, requests: 3_500 }, NOTHING_SPENT, T0)
    expect(everyMs.get('t/login')).toBe(15 * MINUTE)
    expect(everyMs.get('t/api')).toBe(3 * MINUTE)
    expect(scarce).toBe('requests')
  })

  it('that is used up allows one run an hour, without confirm runs, until the day ends', () => {
    const used = plan({ outputTokens: USUAL }, tokens(USUAL + 1), T0 + 12 * HOUR)
    expect([...used.everyMs]).toEqual([
      ['t/api', HOUR],
      ['t/cli', HOUR],
    ])
    expect([...used.bare]).toEqual(['t/api', 't/cli'])
    const tomorrow = { budget: { outputTokens: USUAL }, spent: NOTHING_SPENT, spenders: DOORS, now: T0 + DAY }
    expect([...planBudget({ ...tomorrow, before: used }).everyMs]).toEqual([])
  })

  it('never slows a probe whose cadence is slower than the minimum', () => {
    const rare = [spender('t/rare', 6 * HOUR, tokens(10))]
    expect([...plan({ outputTokens: 5 }, NOTHING_SPENT, T0, {}, rare).everyMs]).toEqual([])
  })

  it('does not slow a probe without runs, whose spend is unknown', () => {
    const fresh = [spender('t/api', MINUTE, NOTHING_SPENT)]
    expect([...plan({ outputTokens: 1, requests: 1 }, NOTHING_SPENT, T0, {}, fresh).everyMs]).toEqual([])
  })

  it('raises the cadence with hysteresis, so that it does not oscillate', () => {
    const slowed = (spent: number, before: Slowdowns) =>
      plan({ outputTokens: USUAL }, tokens(spent), T0 + 12 * HOUR, before).slowdowns.outputTokens ?? 1
    expect(slowed(USUAL * 0.48, { outputTokens: 2 })).toBe(2)
    expect(slowed(USUAL * 0.48, {})).toBe(1)
    expect(slowed(USUAL * 0.4, { outputTokens: 2 })).toBe(1)
  })
})

const anyBudget = fc.record({
  outputTokens: fc.integer({ min: 1, max: 2 * USUAL }),
  requests: fc.integer({ min: 1, max: 20_000 }),
})
const anyDoors = fc.array(
  fc.record({ every: fc.constantFrom(1, 2, 5, 7, 30, 90), tokens: fc.integer({ min: 0, max: 60 }) }),
  { minLength: 1, maxLength: 4 },
)

describe('for any budget and doors', () => {
  it('a smaller rest means a slower cadence', () => {
    const share = fc.double({ min: 0, max: 1.2, noNaN: true })
    fc.assert(
      fc.property(anyBudget, share, share, fc.integer({ min: 0, max: DAY - 1 }), (budget, one, other, time) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((part) => {
          return plan(budget, tokens(budget.outputTokens * part, budget.requests * part), T0 + time).everyMs
        })
        for (const { id, everyMs } of DOORS) {
          expect(more?.get(id) ?? everyMs).toBeGreaterThanOrEqual(less?.get(id) ?? everyMs)
        }
      }),
    )
  })

  it('a day neither exceeds the budget nor stops probing, including confirm runs', () => {
    fc.assert(
      fc.property(anyBudget, anyDoors, fc.integer({ min: 1, max: 40 }), (budget, doors, confirmEach) => {
        const day = liveDay(budget, doors, confirmEach)
        const least = doors.reduce((sum, door) => addSpend(sum, times(costOf(door), runsAtLeast(door))), NOTHING_SPENT)
        expect(day.spent.outputTokens).toBeLessThanOrEqual(Math.max(budget.outputTokens, least.outputTokens))
        expect(day.spent.requests).toBeLessThanOrEqual(Math.max(budget.requests, least.requests))
        for (const [index, { every }] of doors.entries()) {
          // The slot that follows an hour, wherever in its grid the hour ends.
          expect(day.widest[index]).toBeLessThanOrEqual(Math.max(every * MINUTE, HOUR + every * MINUTE))
        }
      }),
      propertyRuns(15),
    )
  })

  it('the reserve after others used it up is for the minimum cadence only', () => {
    fc.assert(
      // Two hours are left at least: in them every door has a slot.
      fc.property(anyBudget, anyDoors, fc.integer({ min: 0, max: 22 }), (budget, doors, hour) => {
        const day = liveDay(budget, doors, 5, { at: T0 + hour * HOUR, spent: tokens(budget.outputTokens, 0) })
        const least = doors.reduce((sum, door) => addSpend(sum, times(costOf(door), runsAtLeast(door))), NOTHING_SPENT)
        expect(day.spentAfter.outputTokens).toBeLessThanOrEqual(least.outputTokens)
        if (doors.some((door) => door.tokens === 0)) expect(day.spentAfter.requests).toBeGreaterThan(0)
      }),
      propertyRuns(10),
    )
  })
})

interface Door {
  readonly every: number
  readonly tokens: number
}

const costOf = (door: Door) => tokens(door.tokens)
const runsAtLeast = ({ every }: Door) => Math.ceil(24 / Math.max(1, every / 60))
const times = (spend: Spend, n: number): Spend => ({
  ...NOTHING_SPENT,
  requests: spend.requests * n,
  outputTokens: spend.outputTokens * n,
})

/** Lives a day with the real slots: every run spends what it always does, every n-th is to be confirmed. */
function liveDay(
  budget: Budget,
  doors: readonly Door[],
  confirmEach: number,
  others?: { readonly at: number; readonly spent: Spend },
) {
  const plans = doors.map(({ every }, index): ProbePlan => {
    const probe = `p${index}`
    const cadence = { every: every * MINUTE }
    return { target: 't', surface: 'api', probe, kind: 'api', cadence, timeoutMs: 1_000, file: 'f' }
  })
  const phases = phasesOf(plans)
  const lastSlots = new Map(plans.map((one) => [probeId(one), T0 - 1]))
  let plan: BudgetPlan | undefined
  const spacing = (one: ProbePlan) => plan?.everyMs.get(probeId(one))
  const agenda = createAgenda({ plans, phases, firstRuns: new Map(), lastSlots, spacing, now: T0 - 1 })
  let spent = NOTHING_SPENT
  let spentAfter = NOTHING_SPENT
  let before: BudgetPlan | undefined
  let runs = 0
  const widest = doors.map(() => 0)
  for (let now = T0; now < T0 + DAY; now += 30 * SECOND) {
    if (others?.at === now) spent = addSpend(spent, others.spent)
    const make = () => {
      const spenders = plans.map((one, index) => {
        const lastAt = lastSlots.get(probeId(one)) ?? now
        const every = (doors[index]?.every ?? 1) * MINUTE
        return { ...spender(probeId(one), every, costOf(doors[index] as Door)), lastAt }
      })
      before = planBudget({ budget, spent, spenders, now, ...defined({ before }) })
      return before
    }
    const spend = (index: number) => {
      spent = addSpend(spent, costOf(doors[index] as Door))
      if (others && now >= others.at) spentAfter = addSpend(spentAfter, costOf(doors[index] as Door))
    }
    plan = make()
    const starts: DueSlot[] = []
    for (let slot = agenda.take(now); slot; slot = agenda.take(now)) if (!slot.stale) starts.push(slot)
    for (const { plan: one, at } of starts) {
      const index = plans.indexOf(one)
      const last = lastSlots.get(probeId(one)) ?? T0
      if (last >= T0) widest[index] = Math.max(widest[index] ?? 0, at - last)
      spend(index)
      runs += 1
    }
    for (const { plan: one, at } of starts) lastSlots.set(probeId(one), at)
    for (const { plan: one } of starts) {
      if (runs % confirmEach === 0 && !make().bare.has(probeId(one))) spend(plans.indexOf(one))
    }
  }
  return { spent, spentAfter, widest }
}
