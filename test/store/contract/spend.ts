import { expect, it } from 'vitest'
import { DAY, dayOf, spendOf } from '../../../src/core/index.ts'
import { NOW, resultOf, type StoreFactory, stepOf, storeResult } from '../kit.ts'

const TODAY = dayOf(NOW)
const range = { from: NOW, to: NOW + 1 }
const spent = (inputTokens: number, outputTokens: number) => [
  stepOf('ask', NOW, { statuses: { '200': 1 }, measures: { input_tokens: inputTokens, output_tokens: outputTokens } }),
]

export function spendContract({ open }: StoreFactory): void {
  it('adds up runs of any trigger, by target and day of their start, and keeps the sums over a restart', async () => {
    const { store, again } = await open()
    for (const trigger of ['schedule', 'confirm', 'manual', 'drill'] as const) {
      await storeResult(store, resultOf({ trigger, steps: spent(10, 4) }))
    }
    await storeResult(store, resultOf({ target: 'claude', steps: spent(7, 1) }))
    await storeResult(store, resultOf({ scheduledAt: TODAY + DAY, startedAt: TODAY + DAY, steps: spent(1, 1) }))
    const today = [
      { target: 'claude', day: TODAY, requests: 1, inputTokens: 7, outputTokens: 1, microUsd: 0 },
      { target: 'sandbox', day: TODAY, requests: 4, inputTokens: 40, outputTokens: 16, microUsd: 0 },
    ]
    expect(await store.spend(range)).toEqual(today)
    const next = await again()
    expect(await next.spend({ ...range, target: 'sandbox' })).toEqual([today[1]])
    expect(await next.spend({ from: NOW, to: TODAY + DAY + 1 })).toHaveLength(3)
  })

  it('counts money where a run has a price', async () => {
    const { store } = await open()
    const result = resultOf({ steps: spent(100, 50) })
    await store.transaction(async (tx) => {
      const id = (await tx.claimRun({ ...result, evidence: false }, NOW)) ?? 0
      await tx.finishRun(id, result, spendOf(result, [{ input: 1, output: 5 }]))
    })
    expect(await store.spend(range)).toMatchObject([{ microUsd: 350 }])
  })

  it('deletes the spend of a run with the run, and counts a run once', async () => {
    const { store } = await open()
    const result = resultOf({ steps: spent(10, 4) })
    const id = await store.transaction((tx) => tx.claimRun({ ...result, evidence: false }, NOW))
    const finish = (after: () => void) =>
      store.transaction(async (tx) => {
        await tx.finishRun(id ?? 0, result)
        after()
      })
    await expect(
      finish(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await store.spend(range)).toEqual([])
    await finish(() => {})
    await expect(finish(() => {})).rejects.toMatchObject({ code: 'run_not_open' })
    expect(await store.spend(range)).toMatchObject([{ outputTokens: 4 }])
  })

  it('spends nothing on a slot that was not run', async () => {
    const { store } = await open()
    const skip = { reason: 'missed', count: 3, until: NOW } as const
    await storeResult(store, resultOf({ outcome: 'skipped', steps: [], skip }))
    expect(await store.spend(range)).toEqual([])
  })
}
