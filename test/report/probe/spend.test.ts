import { describe, expect, it } from 'vitest'
import { dayOf, MINUTE } from '../../../src/core/index.ts'
import { readProbeSpend } from '../../../src/report/probe/spend.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { NOW, run } from '../kit.ts'

const REF = { target: 'sandbox', surface: 'api', probe: 'api' }
const STEP = { name: 'ask', outcome: 'passed' as const, durationMs: 9, statuses: { 200: 2 } }
const runs = [10, 20, 30].map((tokens, index) => {
  const at = NOW - (3 - index) * MINUTE
  return run('api', at, { steps: [{ ...STEP, startedAt: at, measures: { output_tokens: tokens } }] })
})

describe('the spend of a probe', () => {
  it('is the mean of its scheduled runs, priced, and its interval', async () => {
    const history = memoryHistory(() => ({ ...NO_HISTORY, runs: [...runs, run('api', NOW, { trigger: 'confirm' })] }))
    const budgets = { sandbox: { prices: [{ input: 3, output: 15 }] } }
    expect(await readProbeSpend(history, REF, { now: NOW, everyMs: MINUTE, budgets })).toMatchObject({
      ...{ runs: 3, runsPerDay: 1_440 },
      perRun: { requests: 2, outputTokens: 20, microUsd: 300 },
    })
  })

  it('has the spending of its target today, and the budget', async () => {
    const day = { requests: 40, inputTokens: 0, outputTokens: 400, microUsd: 0, day: dayOf(NOW) }
    const history = memoryHistory(() => ({
      ...{ ...NO_HISTORY, runs },
      spend: [
        { ...day, target: 'sandbox' },
        { ...day, target: 'other', requests: 7 },
      ],
    }))
    const spend = await readProbeSpend(history, REF, {
      ...{ now: NOW, everyMs: MINUTE, budgets: { sandbox: { requests: 100 }, other: { requests: 9 } } },
    })
    expect(spend.target).toMatchObject({ target: 'sandbox', today: { requests: 40 }, caps: [{ cap: 100 }] })
  })

  it('is nothing without a run', async () => {
    const history = memoryHistory(() => NO_HISTORY)
    const spend = await readProbeSpend(history, REF, { now: NOW, everyMs: 0, budgets: {} })
    expect(spend).toEqual({
      ...{ runs: 0, runsPerDay: 0, perRun: { requests: 0, outputTokens: 0, microUsd: 0 } },
    })
  })
})
