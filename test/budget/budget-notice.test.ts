import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BudgetStanding,
  budgetNotice,
  forecastText,
  planBudget,
  type Spender,
  tooSmall,
} from '../../src/budget/index.ts'
import { type Budget, DAY, HOUR, MINUTE, NOTHING_SPENT, type Spend } from '../../src/core/index.ts'

const MIDNIGHT = Date.UTC(2026, 2, 2)
const NOON = MIDNIGHT + DAY / 2

/** A probe of target `claude` that runs every minute. */
function spender(probe: string, cost: Partial<Spend>): Spender {
  return { id: `claude/${probe}`, everyMs: MINUTE, perDay: 1_440, cost: { ...NOTHING_SPENT, ...cost } }
}

const API = spender('api', { requests: 1, outputTokens: 10 })

function standing(of: {
  readonly budget: Budget
  readonly spent?: Partial<Spend>
  readonly spenders?: readonly Spender[]
  readonly now?: number
}): BudgetStanding {
  const { budget, spenders = [API], now = NOON } = of
  const spent = { ...NOTHING_SPENT, ...of.spent }
  const target = { name: 'claude', title: 'Claude', budget }
  return { target, spent, spenders, plan: planBudget({ budget, spent, spenders, now }) }
}

describe('the notice of a budget', () => {
  it('is absent while the budget lasts for the day', () => {
    expect(budgetNotice(standing({ budget: { outputTokens: 14_400 } }), MIDNIGHT)).toBeUndefined()
  })

  it('names the forecast while less than half of the budget is spent', () => {
    const notice = budgetNotice(standing({ budget: { outputTokens: 5_000 }, spent: { outputTokens: 1_200 } }), NOON)
    expect(notice?.failure).toEqual({
      ...{ class: 'budget', blame: 'ours' },
      message: 'today would take about 8,400 output tokens, its budget is 5,000 output tokens',
    })
    expect(notice?.text).toBe(
      'probing claude as configured would take about 8,400 output tokens today, and its budget is 5,000 output tokens, 24 % of it used by 12:00 UTC: api now runs every 2 min',
    )
  })

  it('names the spent share from half of the budget on', () => {
    const notice = budgetNotice(standing({ budget: { outputTokens: 5_000 }, spent: { outputTokens: 2_500 } }), NOON)
    expect(notice?.failure.message).toBe('used 50 % of its 5,000 output tokens for today by 12:00 UTC')
  })

  it('has one key per target and day, so that a day has one alert', () => {
    const of = { budget: { outputTokens: 1_000 }, spent: { outputTokens: 900 } }
    const keyAt = (now: number) => budgetNotice(standing({ ...of, now }), now)?.key
    expect([keyAt(NOON), keyAt(NOON + HOUR)]).toEqual(['claude/budget/2026-03-02', 'claude/budget/2026-03-02'])
    expect(keyAt(NOON + DAY)).toBe('claude/budget/2026-03-03')
  })

  it('is about the scarcest amount where several have a limit', () => {
    const budget = { outputTokens: 100_000, requests: 400, microUsd: 5_000_000 }
    expect(budgetNotice(standing({ budget, spent: { requests: 100 } }), NOON)?.failure.message).toBe(
      'today would take about 820 requests, its budget is 400 requests',
    )
  })

  it('says that confirm runs are off once only the minimum cadence is paid for', () => {
    const notice = budgetNotice(standing({ budget: { outputTokens: 5_000 }, spent: { outputTokens: 5_000 } }), NOON)
    expect(notice?.text).toMatch(/: api now runs every 1 h, without confirm runs$/)
  })

  it('names six probes and counts the others', () => {
    const spenders = Array.from({ length: 9 }, (_, index) => spender(`model-${index}`, { outputTokens: 10 }))
    const text = budgetNotice(standing({ budget: { outputTokens: 60_000 }, spenders }), NOON)?.text ?? ''
    expect(text).toContain('model-0 now runs every 2 min, model-1 every 2 min')
    expect(text).toMatch(/model-5 every 2 min, 3 more probes are slower too$/)
    expect(text).not.toContain('model-6')
  })

  it('exists exactly where a probe is slowed, whatever the budget and the spend', () => {
    const amount = fc.integer({ min: 1, max: 30_000 })
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: DAY - 1 }), (outputTokens, spent, time) => {
        const now = MIDNIGHT + time
        const current = standing({ budget: { outputTokens }, spent: { outputTokens: spent }, now })
        const notice = budgetNotice(current, now)
        expect(notice !== undefined).toBe(current.plan.everyMs.size > 0)
        if (notice) expect(notice.text).toMatch(/^probing claude (as configured would take|has used \d+ %)/)
      }),
    )
  })
})

describe('the forecast of a day', () => {
  it('gives what runs cost at the configured cadence next to the budget', () => {
    const spenders = [API, spender('login', { requests: 30 })]
    expect(forecastText(standing({ budget: { outputTokens: 100_000 }, spenders }))).toBe(
      'claude: as configured about 45,000 requests, 14,000 output tokens a day; the budget is 100,000 output tokens',
    )
  })

  it('gives the number of runs until each probe has run once', () => {
    const spenders = [API, spender('login', {})]
    expect(forecastText(standing({ budget: { requests: 90_000 }, spenders }))).toBe(
      'claude: as configured about 2880 runs a day; the budget is 90,000 requests',
    )
  })

  it('says that a budget without a limit is open', () => {
    expect(forecastText(standing({ budget: {} }))).toMatch(/; the budget is open$/)
  })
})

describe('a budget that is too small', () => {
  it('is one that cannot pay for a run an hour of each probe', () => {
    expect(tooSmall(standing({ budget: { outputTokens: 239 } }))).toBe(
      'claude: a budget of 239 output tokens cannot pay for one run an hour of each probe (about 240 output tokens a day). Probes still run once an hour, so it will be exceeded.',
    )
    expect(tooSmall(standing({ budget: { outputTokens: 240 } }))).toBeUndefined()
  })

  it('counts a probe that runs less often than once an hour by its own cadence', () => {
    const rare: Spender = { ...spender('rare', { outputTokens: 100 }), everyMs: 12 * HOUR, perDay: 2 }
    expect(tooSmall(standing({ budget: { outputTokens: 200 }, spenders: [rare] }))).toBeUndefined()
    expect(tooSmall(standing({ budget: { outputTokens: 199 }, spenders: [rare] }))).toContain('about 200 output tokens')
  })
})
