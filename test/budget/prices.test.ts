import { describe, expect, it } from 'vitest'
import { budgetsOf, pricedBy } from '../../src/budget/index.ts'
import { MINUTE, type ProbePlan, type Target } from '../../src/core/index.ts'
import { resultOf, stepOf } from '../store/kit.ts'

const PRICES = [
  { model: 'small', input: 1, output: 5 },
  { model: 'large', input: 10, output: 50 },
]
const door = { url: 'http://127.0.0.1:1', prompt: 'p', answer: 'a' }
const claude: Target = {
  ...{ name: 'claude', title: 'Claude', budget: { prices: PRICES } },
  api: { ...door, model: 'small', key: {} as never },
  cli: { command: ['claude'], versionArgs: [], model: 'large', prompt: 'p', answer: 'a' } as never,
}

function planOf(probe: string, more: Partial<ProbePlan> = {}): ProbePlan {
  return {
    ...{ target: 'claude', surface: probe, probe, kind: 'api', timeoutMs: 1, file: 'f', cadence: { every: MINUTE } },
    ...more,
  }
}

const runOf = (probe: string) =>
  resultOf({
    ...{ target: 'claude', surface: probe, probe },
    steps: [stepOf('ask', 0, { statuses: { '200': 1 }, measures: { input_tokens: 100, output_tokens: 10 } })],
  })

describe('the price of a run', () => {
  const plans = [planOf('api'), planOf('cli', { kind: 'cli' }), planOf('api-large', { model: 'large' })]
  const spendOf = pricedBy([claude], plans)

  it('is that of the model which its probe asks', () => {
    expect(spendOf(runOf('api'))).toEqual({ requests: 1, inputTokens: 100, outputTokens: 10, microUsd: 150 })
    expect(spendOf(runOf('cli')).microUsd).toBe(1_500)
    expect(spendOf(runOf('api-large')).microUsd).toBe(1_500)
  })

  it('is that of the most expensive model where the model is unknown', () => {
    expect(spendOf(runOf('removed')).microUsd).toBe(1_500)
    expect(pricedBy([claude], [planOf('page', { kind: 'browser' })])(runOf('page')).microUsd).toBe(1_500)
  })

  it('is zero without prices, and for a target that is not configured', () => {
    expect(pricedBy([{ ...claude, budget: {} }], plans)(runOf('api')).microUsd).toBe(0)
    expect(pricedBy([], plans)(runOf('api'))).toEqual({ requests: 1, inputTokens: 100, outputTokens: 10, microUsd: 0 })
  })
})

describe('the budgets of targets', () => {
  it('are listed by name, without targets that have none', () => {
    const free: Target = { name: 'free', title: 'Free' }
    expect(budgetsOf([claude, free])).toEqual({ claude: { prices: PRICES } })
  })
})
