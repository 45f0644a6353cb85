import { describe, expect, it } from 'vitest'
import { failedDeliveryJson, failedDeliveryText, readFailedDeliveries } from '../../../src/cli/readings/deliveries.ts'
import { type AlertRecord, defined } from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 2, 2, 12)

function alerts(...rows: readonly (readonly [at: number, channel: string, state: string, lastError?: string])[]) {
  const list = rows.map(([at, channel, state, lastError]) => ({
    at,
    deliveries: [{ channel, state, ...defined({ lastError }) }],
  })) as unknown as readonly AlertRecord[]
  return { alerts: async () => list.toSorted((a, b) => b.at - a.at) }
}

describe('failed deliveries', () => {
  it('are those of channels whose newest delivery has an error', async () => {
    const store = alerts([NOW - 2, 'slack', 'failed', 'no_service'], [NOW - 1, 'email', 'sent'])
    expect(await readFailedDeliveries(store, NOW)).toEqual([
      { channel: 'slack', outcome: 'failed', alertAt: NOW - 2, error: 'no_service' },
    ])
  })

  it('are none of a channel that has delivered since', async () => {
    const store = alerts([NOW - 2, 'slack', 'failed', 'timeout'], [NOW - 1, 'slack', 'sent'])
    expect(await readFailedDeliveries(store, NOW)).toEqual([])
  })

  it('are partial where the alert was sent and some recipients refused it', async () => {
    const store = alerts([NOW - 1, 'email', 'sent', 'refused: x@example.org'])
    const [partial] = await readFailedDeliveries(store, NOW)
    expect(partial).toMatchObject({ outcome: 'partly' })
    expect(partial && failedDeliveryText(partial, 'UTC')).toMatch(
      /was partly delivered through email: refused: x@example\.org\n$/,
    )
    expect(partial && failedDeliveryJson(partial)).toMatchObject({ alertAt: new Date(NOW - 1).toISOString() })
  })

  it('wait for the first error: an alert that is still queued is no failure', async () => {
    expect(await readFailedDeliveries(alerts([NOW - 1, 'slack', 'pending']), NOW)).toEqual([])
  })
})
