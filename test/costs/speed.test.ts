import { describe, expect, it } from 'vitest'
import { priceOf, type TroubleSpan } from '../../src/continuity/index.ts'
import { HOUR, MINUTE, type SpeedLimit, type Workflow } from '../../src/core/index.ts'
import { priceOutage, readOutages } from '../../src/costs/index.ts'
import { MONDAY } from '../continuity/kit.ts'
import { NOW, newFolder, openEmptyStore, resultOf, stepOf, storeResult } from '../store/kit.ts'
import { review, storeOutage } from './kit.ts'

const limited = (hitBy: Workflow['hitBy']): Workflow => {
  const { fallback: _, ...rest } = review({ hitBy })
  return rest
}

describe('a workflow with a limit of speed', () => {
  const span: TroubleSpan = {
    ...{ surface: 'claude/cli', state: 'degraded', from: MONDAY, to: MONDAY + 4 * HOUR, failedShare: 0.25 },
  }
  const lost = (limit: SpeedLimit, speed: SpeedLimit | undefined, state: TroubleSpan['state'] = 'degraded') => {
    const plan = { workflows: [limited(limit)], readiness: { surfaces: {}, proofs: [], files: {} }, at: MONDAY }
    return priceOf(plan, [{ ...span, state, ...(speed ? { speed } : {}) }]).totals[0]?.withoutPlan
  }

  it('loses all of its work while a degraded surface is slower, else the failed share of runs', () => {
    expect(lost({ ttftMs: 8_000 }, { ttftMs: 8_001 })).toBe(9_000)
    expect(lost({ ttftMs: 8_000 }, { ttftMs: 8_000, msPerToken: 900 })).toBe(2_250)
    expect(lost({ msPerToken: 120 }, { ttftMs: 60_000, msPerToken: 121 })).toBe(9_000)
    expect(lost({ ttftMs: 8_000 }, undefined)).toBe(2_250)
    expect(lost({ ttftMs: 8_000 }, undefined, 'down')).toBe(9_000)
  })

  it.each([
    [{ ttftMs: 8_000 }, 9_000],
    [{ ttftMs: 20_000 }, 0],
    ['degraded' as const, 0],
  ])('is measured by the median of the runs: %j costs £%i', async (hitBy, cost) => {
    const store = await openEmptyStore(`${newFolder()}/d.sqlite`)
    await storeOutage(store, {
      state: 'degraded',
      class: 'slow',
      from: NOW - 4 * HOUR,
      to: NOW,
      workflows: [limited(hitBy)],
    })
    for (let slot = 0; slot < 8; slot += 1) {
      const scheduledAt = NOW - 4 * HOUR + slot * 30 * MINUTE
      const steps = [stepOf('stream a message', scheduledAt, { measures: { ttft_ms: slot === 0 ? 100 : 9_000 } })]
      await storeResult(
        store,
        resultOf({ target: 'claude', surface: 'cli', probe: 'cli', scheduledAt, outcome: 'slow', steps }),
      )
    }
    const [outage] = await readOutages(store, await store.incidents({ from: 0, to: NOW }), NOW)
    expect(outage && (priceOutage(outage).totals[0]?.cost ?? 0)).toBe(cost)
  })
})
