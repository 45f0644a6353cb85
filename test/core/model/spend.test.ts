import { describe, expect, it } from 'vitest'
import { type RunResult, type StepResult, spendOf } from '../../../src/core/index.ts'

function step(statuses: StepResult['statuses'], measures: StepResult['measures'] = {}): StepResult {
  return { name: 's', outcome: 'passed', startedAt: 0, durationMs: 1, statuses, measures }
}

function run(steps: readonly StepResult[], outcome: RunResult['outcome'] = 'passed'): RunResult {
  const ref = { target: 't', surface: 'api', probe: 'api', location: 'here', trigger: 'schedule' } as const
  return { ...ref, scheduledAt: 0, startedAt: 0, durationMs: 1, outcome, steps }
}

describe('the cost of a run', () => {
  it('is the number of responses of its steps, and the tokens by the count of the service', () => {
    const steps = [step({ '200': 2, '529': 1 }, { input_tokens: 12, output_tokens: 5 }), step({ '200': 1 })]
    expect(spendOf(run(steps))).toEqual({ requests: 4, inputTokens: 12, outputTokens: 5, microUsd: 0 })
  })

  it('uses the number of requests that a client reports', () => {
    const steps = [step({}), step({ '500': 1 }, { requests: 3, output_tokens: 9 })]
    expect(spendOf(run(steps))).toMatchObject({ requests: 3, outputTokens: 9 })
  })

  it('is one request without a response, and nothing for a skipped run', () => {
    expect(spendOf(run([step({})], 'failed')).requests).toBe(1)
    expect(spendOf(run([], 'skipped')).requests).toBe(0)
  })

  it('does not count tokens that were measured on a page', () => {
    expect(spendOf(run([step({ '200': 1 }, { tokens: 40 })])).outputTokens).toBe(0)
  })

  it('limits implausible counts of a client', () => {
    const claimed = { requests: -5, input_tokens: -1e12, output_tokens: 1e300 }
    const spent = spendOf(run([step({}, claimed), step({ '200': 2 })]), [{ input: 1, output: 1_000 }])
    expect(spent).toEqual({ requests: 2, inputTokens: 0, outputTokens: 1e9, microUsd: 1e12 })
  })

  it('uses the price of the model, or the highest price for an unknown model', () => {
    const steps = [step({}, { input_tokens: 1_000, output_tokens: 10 })]
    const prices = [
      { model: 'small', input: 1, output: 5 },
      { model: 'large', input: 15, output: 75 },
    ]
    expect(spendOf(run(steps), [{ input: 0.25, output: 1.25 }], 'any').microUsd).toBe(263)
    expect(spendOf(run(steps), prices, 'small').microUsd).toBe(1_050)
    expect(spendOf(run(steps), prices).microUsd).toBe(15_750)
  })
})
