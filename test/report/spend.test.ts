import { describe, expect, it } from 'vitest'
import { DAY, dayOf, type Notice } from '../../src/core/index.ts'
import { buildReport, renderReport } from '../../src/report/index.ts'
import { memoryHistory } from '../support/history.ts'
import { calmDay, NOW } from '../support/scenarios.ts'

const day = dayOf(NOW)
const spend = [
  { target: 'sandbox', day: day - DAY, requests: 900, inputTokens: 9_000, outputTokens: 2_000, microUsd: 0 },
  { target: 'sandbox', day, requests: 1_203, inputTokens: 12_000, outputTokens: 9_212, microUsd: 0 },
  { target: 'claude', day, requests: 40, inputTokens: 50_000, outputTokens: 900, microUsd: 420_000 },
]
const slowed: Notice = {
  ...{ key: 'claude/budget/2026-11-23', target: 'claude', surface: '', probe: '', blame: 'ours', at: NOW, open: true },
  failure: { class: 'budget', blame: 'ours', message: 'used 84 % of its $0.50 for today by 12:00 UTC' },
  text: 'probing claude has used 84 % of its $0.50 for today by 12:00 UTC: api now runs every 4 min',
}

async function pageOf(from: number, notices: readonly Notice[] = []): Promise<string> {
  const history = memoryHistory(() => ({ ...calmDay(), notices, spend }))
  const model = await buildReport(history, {
    ...{ range: { from, to: NOW }, now: NOW, timezone: 'UTC', location: 'office', monitor: { version: '0.1.0' } },
    budgets: { claude: { microUsd: 500_000 }, sandbox: { outputTokens: 100_000, requests: 5_000 } },
  })
  return renderReport(model, { live: false })
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

describe('the section on the monitor itself', () => {
  it('gives what probing spent today for each budget, and over the days of the range', async () => {
    const page = await pageOf(NOW - DAY)
    expect(page).toContain(
      'Spent today (UTC) on sandbox : 1,203 requests (24 % of 5,000 requests), 9,212 output tokens (9 % of 100,000 output tokens); in 2 days 2,103 requests, 11,212 output tokens.',
    )
    expect(page).toContain('Spent today (UTC) on claude : 40 requests, 900 output tokens, $0.42 (84 % of $0.50).')
    expect(await pageOf(day)).not.toContain('; in 2 days')
  })

  it('says that probing is slowed, and the front page says why, without a probe it would be about', async () => {
    const page = await pageOf(NOW - DAY, [slowed])
    expect(page).toContain('$0.42 (84 % of $0.50). Probing is slowed.')
    expect(page).toContain(`${slowed.text} since`)
  })
})
