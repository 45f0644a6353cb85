import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Amounts, totalsOf } from '../../src/continuity/amounts.ts'
import { amountsText, moneyText } from '../../src/continuity/money.ts'
import { isHit, surfacesUsed, targetOf } from '../../src/continuity/needs.ts'

const amounts = (changes: Partial<Amounts> = {}): Amounts => ({
  ...{ currency: 'GBP', cost: 9_000, withoutPlan: 9_000, saved: 0, promised: 0, switching: 0 },
  ...changes,
})

describe('money in words', () => {
  it.each([
    [9_000, 'GBP', '£9,000'],
    [37.5, 'GBP', '£37.50'],
    [1_250, 'USD', 'US$1,250'],
    [0.004, 'EUR', '€0'],
    [0.005, 'EUR', '€0.01'],
    [99.999, 'EUR', '€100'],
    [-3, 'EUR', '-€3'],
  ])('%f %s is %s', (amount, currency, text) => {
    expect(moneyText(amount, currency)).toBe(text)
  })

  it.each<readonly [Partial<Amounts>, string]>([
    [{}, '£9,000'],
    [{ cost: 3_600, saved: 5_400 }, '£3,600 (without a plan £9,000, saved £5,400)'],
    [{ promised: 5_400 }, '£9,000 (promised £5,400)'],
    [
      { cost: 3_600, saved: 5_400, switching: 12.5 },
      '£3,600 (without a plan £9,000, saved £5,400; time to switch £12.50 more)',
    ],
  ])('of an outage %j is %s', (changes, text) => {
    expect(amountsText(amounts(changes))).toBe(text)
  })
})

describe('sums of money', () => {
  it('are by currency, in the order in which they come', () => {
    const all = [amounts({ currency: 'EUR', cost: 1 }), amounts({ cost: 2 }), amounts({ currency: 'EUR', cost: 4 })]
    expect(totalsOf(all).map(({ currency, cost }) => [currency, cost])).toEqual([
      ['EUR', 5],
      ['GBP', 2],
    ])
    expect(totalsOf([])).toEqual([])
  })

  it('lose nothing', () => {
    const price = fc.record({
      currency: fc.constantFrom('GBP', 'EUR', 'USD'),
      cost: fc.nat(1_000),
      saved: fc.nat(1_000),
    })
    fc.assert(
      fc.property(fc.array(price), (all) => {
        const totals = totalsOf(all.map((each) => amounts(each)))
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
        expect(sum(totals.map(({ cost }) => cost))).toBe(sum(all.map(({ cost }) => cost)))
        expect(sum(totals.map(({ saved }) => saved))).toBe(sum(all.map(({ saved }) => saved)))
      }),
    )
  })
})

describe('what a workflow needs', () => {
  const uses = ['claude/cli', { anyOf: ['claude/api', 'openai/api'] }] as const

  it('is every surface of its needs, each once', () => {
    expect(surfacesUsed({ uses: [...uses, 'claude/cli'] })).toEqual(['claude/cli', 'claude/api', 'openai/api'])
  })

  it.each([
    [[], false],
    [['claude/cli'], true],
    [['claude/api'], false],
    [['claude/api', 'openai/api'], true],
    [['other/api'], false],
  ])('is missing where one need has no surface left: %j down is %s', (down, hit) => {
    expect(isHit({ uses: [...uses] }, new Set(down))).toBe(hit)
  })

  it('belongs to the target before the slash', () => {
    expect([targetOf('claude/cli'), targetOf('a/b/c')]).toEqual(['claude', 'a'])
  })
})
