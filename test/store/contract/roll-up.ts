import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { resultOf, type StoreFactory } from '../kit.ts'
import { everyHalfHour, MIDNIGHT, storeWith } from './series-kit.ts'

export function rollUpContract(factory: StoreFactory): void {
  it('returns the number of new sums, 0 the second time', async () => {
    const store = await storeWith(factory, everyHalfHour(3 * HOUR))
    expect(await store.rollUp(MIDNIGHT + 2 * HOUR + MINUTE)).toEqual({ hours: 2, days: 0 })
    expect(await store.rollUp(MIDNIGHT + 2 * DAY)).toEqual({ hours: 1, days: 1 })
    expect(await store.rollUp(MIDNIGHT + 2 * DAY)).toEqual({ hours: 0, days: 0 })
  })

  it('waits for an unfinished run of that hour', async () => {
    const store = await storeWith(factory, everyHalfHour(HOUR))
    const request = { ...resultOf({ scheduledAt: MIDNIGHT + 59.5 * MINUTE }), evidence: true }
    const id = (await store.transaction((tx) => tx.claimRun(request, MIDNIGHT + HOUR))) ?? 0
    expect(await store.rollUp(MIDNIGHT + HOUR + MINUTE)).toEqual({ hours: 0, days: 0 })
    await store.transaction((tx) => tx.finishRun(id, resultOf()))
    expect(await store.rollUp(MIDNIGHT + HOUR + MINUTE)).toEqual({ hours: 1, days: 0 })
  })

  it('does not wait for the run of a worker that is gone', async () => {
    const store = await storeWith(factory, everyHalfHour(HOUR))
    const request = { ...resultOf({ scheduledAt: MIDNIGHT + 59.5 * MINUTE, location: 'gone' }), evidence: true }
    await store.transaction((tx) => tx.claimRun(request, MIDNIGHT + HOUR))
    expect(await store.rollUp(MIDNIGHT + 2 * DAY)).toEqual({ hours: 1, days: 1 })
  })
}
