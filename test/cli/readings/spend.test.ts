import { describe, expect, it } from 'vitest'
import { budgetsIn, type SpentToday, spentJson, spentText } from '../../../src/cli/readings/spend.ts'
import { NOTHING_SPENT } from '../../../src/core/index.ts'

const DAY = Date.UTC(2026, 2, 2)
const PRICES = [{ input: 3, output: 15 }]

function spent(more: Partial<SpentToday> = {}): SpentToday {
  return {
    ...NOTHING_SPENT,
    target: 'claude',
    day: DAY,
    requests: 1_203,
    inputTokens: 700,
    outputTokens: 9_212,
    ...more,
  }
}

describe('what a target spent today, as text', () => {
  it.each([
    {
      what: 'without a budget',
      of: spent(),
      is: 'claude  spent today (UTC): 1,203 requests, 9,212 output tokens\n',
    },
    {
      what: 'next to its budget, with the share that is used, rounded down',
      of: spent({ budget: { outputTokens: 100_000 } }),
      is: 'claude  spent today (UTC): 1,203 requests, 9,212 output tokens (9 % of 100,000 output tokens)\n',
    },
    {
      what: 'beyond its budget',
      of: spent({ budget: { requests: 1_000 } }),
      is: 'claude  spent today (UTC): 1,203 requests (120 % of 1,000 requests), 9,212 output tokens\n',
    },
    {
      what: 'with a budget of which nothing is used',
      of: spent({ ...NOTHING_SPENT, budget: { microUsd: 5_000_000, prices: PRICES } }),
      is: 'claude  spent today (UTC): $0.00 (0 % of $5.00)\n',
    },
    {
      what: 'and why its probes are slowed, below its name',
      of: spent({ slowed: 'api now runs every 4 min' }),
      is: 'claude  spent today (UTC): 1,203 requests, 9,212 output tokens\n        slowed: api now runs every 4 min\n',
    },
  ])('is given $what', ({ of, is }) => {
    expect(spentText(of)).toBe(is)
  })
})

describe('what a target spent today, for scripts', () => {
  const plain = { target: 'claude', day: '2026-03-02', requests: 1_203, inputTokens: 700, outputTokens: 9_212 }

  it.each([
    { what: 'without a budget', of: spent(), is: { ...plain, slowed: null } },
    {
      what: 'with money where its tokens have a price',
      of: spent({ microUsd: 140_280 }),
      is: { ...plain, usd: 0.14028, slowed: null },
    },
    {
      what: 'with its budget in dollars, also while nothing is spent of it',
      of: spent({ budget: { microUsd: 2_500_000, prices: PRICES }, slowed: 'slower' }),
      is: { ...plain, usd: 0, budget: { usd: 2.5 }, slowed: 'slower' },
    },
    {
      what: 'with the caps that its budget has',
      of: spent({ budget: { requests: 2_000, outputTokens: 10_000 } }),
      is: { ...plain, budget: { requests: 2_000, outputTokens: 10_000 }, slowed: null },
    },
  ])('is given $what', ({ of, is }) => {
    expect(JSON.parse(JSON.stringify(spentJson(of)))).toEqual(is)
  })
})

describe('the budgets of a configuration', () => {
  it('are those of its targets and of the bundled sandbox', () => {
    const targets = [{ name: 'claude', budget: { requests: 5 } }, { name: 'openai' }]
    expect(budgetsIn({ targets } as never)).toEqual({ claude: { requests: 5 } })
    const sandboxBudget = { outputTokens: 7 }
    expect(budgetsIn({ targets, sandboxBudget } as never)).toEqual({ sandbox: sandboxBudget, claude: { requests: 5 } })
  })
})
