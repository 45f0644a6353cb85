import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { applyVerdict, incidentOf, resultOf, type StoreFactory, storeResult, verdictOf } from '../kit.ts'
import { everyHalfHour, expectSame, MIDNIGHT, missed, plainWith, storeWith } from './series-kit.ts'

export function pruningContract(factory: StoreFactory): void {
  const KEEP = { runsMs: DAY, hoursMs: 2 * DAY }
  const all = { from: MIDNIGHT, to: MIDNIGHT + 4 * DAY, bucketMs: DAY }

  it('deletes old runs and hours, and changes no number that is read', async () => {
    const results = [...everyHalfHour(30 * HOUR), ...everyHalfHour(HOUR, 2 * DAY + HOUR)]
    const store = await storeWith(factory, results)
    const plain = plainWith(results)
    const now = MIDNIGHT + 3 * DAY + HOUR
    await store.rollUp(now)
    expect(await store.prune(now, KEEP)).toEqual({ runs: 60, hours: 24 })
    expect(await store.prune(now, KEEP)).toEqual({ runs: 0, hours: 0 })
    await expectSame(store, plain, all)
    expect(await store.runs({ limit: 100 })).toHaveLength(2)
    expect((await store.health(all)).oldestRunAt).toBe(MIDNIGHT)
    await expectSame(store, plain, { from: MIDNIGHT + DAY, to: MIDNIGHT + 3 * DAY, bucketMs: HOUR })
  })

  it('deletes nothing before its roll-up', async () => {
    const store = await storeWith(factory, everyHalfHour(30 * HOUR))
    const plain = plainWith(everyHalfHour(30 * HOUR))
    expect(await store.prune(MIDNIGHT + 9 * DAY, KEEP)).toEqual({ runs: 0, hours: 0 })
    await store.rollUp(MIDNIGHT + 10 * HOUR)
    expect(await store.prune(MIDNIGHT + 9 * DAY, KEEP)).toMatchObject({ runs: 20, hours: 0 })
    await expectSame(store, plain, all)
  })

  it('adds slots that are stored as missed later to the sums of their hour', async () => {
    const late = { ...missed(MIDNIGHT + 90 * SECOND), probe: 'chat', surface: 'chat' }
    const lateToo = missed(MIDNIGHT + 26 * HOUR + 90 * SECOND)
    const plain = plainWith([...everyHalfHour(30 * HOUR), late, lateToo])
    const store = await storeWith(factory, everyHalfHour(30 * HOUR))
    const now = MIDNIGHT + 3 * DAY + HOUR
    await store.rollUp(now)
    await store.prune(now, KEEP)
    await storeResult(store, late)
    await storeResult(store, lateToo)
    for (const _attempt of [1, 2]) {
      await store.rollUp(now)
      await store.prune(now, KEEP)
      await expectSame(store, plain, all)
    }
  })

  it('keeps the runs that incidents refer to, and counts them once, when slots of their hour are stored late', async () => {
    const results = everyHalfHour(30 * HOUR)
    const late = [missed(MIDNIGHT + 90 * SECOND), missed(MIDNIGHT + 25 * HOUR + 90 * SECOND)]
    const store = await storeWith(factory, results)
    await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('sandbox-1'), entries: [] } }))
    const ofHours = await store.runs({ to: MIDNIGHT + 26 * HOUR, limit: 100 })
    const kept = ofHours.filter(({ scheduledAt }) => (scheduledAt - MIDNIGHT) % (25 * HOUR) === 0).map(({ id }) => id)
    await store.keepRuns('sandbox-1', kept)
    const now = MIDNIGHT + 3 * DAY + HOUR
    await store.rollUp(now)
    expect(await store.prune(now, KEEP)).toMatchObject({ runs: 58 })
    for (const slot of late) await storeResult(store, slot)
    await store.rollUp(now)
    expect((await store.runs({ limit: 100 })).map(({ id }) => id)).toEqual(kept)
    await expectSame(store, plainWith([...results, ...late]), all)
  })

  it('forgets the last run of a probe, also when a new run reuses its id', async () => {
    const store = await storeWith(factory, everyHalfHour(HOUR))
    expect(await store.lastRuns()).toHaveLength(1)
    await store.rollUp(MIDNIGHT + 4 * DAY)
    await store.prune(MIDNIGHT + 4 * DAY, KEEP)
    expect(await store.lastRuns()).toEqual([])
    const next = resultOf({ scheduledAt: MIDNIGHT + 4 * DAY, probe: 'chat', surface: 'chat' })
    for (let minute = 0; minute < 10; minute += 1) {
      await storeResult(store, { ...next, scheduledAt: next.scheduledAt + minute * MINUTE })
    }
    expect((await store.lastRuns()).map(({ probe }) => probe)).toEqual(['chat'])
  })

  it('lets other transactions commit between its own', async () => {
    const store = await storeWith(factory, everyHalfHour(4 * HOUR))
    await store.rollUp(MIDNIGHT + 3 * DAY)
    let pruned = false
    const pruning = store.prune(MIDNIGHT + 4 * DAY, KEEP).then(() => {
      pruned = true
    })
    await storeResult(store, resultOf({ scheduledAt: MIDNIGHT + 4 * DAY }))
    expect(pruned).toBe(false)
    await pruning
    expect(await store.runs({ limit: 5 })).toHaveLength(1)
  })
}
