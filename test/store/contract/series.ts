import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type BucketRange,
  DAY,
  type History,
  HOUR,
  MINUTE,
  type RecentRun,
  type RunResult,
} from '../../../src/core/index.ts'
import { examplesOf, resultOf, type StoreFactory, storeResult } from '../kit.ts'
import { anyMaintenance, anyRuns } from './any-runs.ts'
import { expectSame, MIDNIGHT, plainWith, storeWith } from './series-kit.ts'

const LOGIN = { target: 'sandbox', surface: 'login' }
const CHAT = { target: 'sandbox', surface: 'chat' }

const RANGES: readonly BucketRange[] = [
  { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY, bucketMs: DAY },
  { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY - 7 * MINUTE, bucketMs: 6 * HOUR },
  { from: MIDNIGHT + 5 * HOUR, to: MIDNIGHT + 49 * HOUR, bucketMs: HOUR },
  { from: MIDNIGHT + 90 * MINUTE, to: MIDNIGHT + 30 * HOUR, bucketMs: 10 * MINUTE },
  { from: MIDNIGHT, to: MIDNIGHT + DAY, bucketMs: 12 * HOUR, target: 'sandbox' },
  { from: MIDNIGHT, to: MIDNIGHT + DAY, bucketMs: 12 * HOUR, target: 'absent' },
  { from: MIDNIGHT + 5 * HOUR, to: MIDNIGHT + 49 * HOUR, bucketMs: HOUR, surfaces: [LOGIN] },
  { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY - 7 * MINUTE, bucketMs: DAY, surfaces: [LOGIN, CHAT] },
  { from: MIDNIGHT, to: MIDNIGHT + DAY, bucketMs: HOUR, surfaces: [] },
]

/** The newest runs of each probe, in any order of probes. */
async function expectSameRecentRuns(stored: History, plain: History): Promise<void> {
  const probes = [
    { ...LOGIN, probe: 'login' },
    { ...LOGIN, probe: 'login-totp' },
    { ...CHAT, probe: 'chat' },
    { ...CHAT, probe: 'never' },
  ]
  const pick = (run: RecentRun) => ({
    ...{ target: run.target, surface: run.surface, probe: run.probe, location: run.location },
    ...{ trigger: run.trigger, outcome: run.outcome },
    ...{ scheduledAt: run.scheduledAt, startedAt: run.startedAt, durationMs: run.durationMs },
  })
  for (const limit of [1, 7, 500]) {
    const recent = await stored.recentRuns({ probes, limit })
    for (const { probe } of probes) {
      const expected = (await plain.recentRuns({ probes, limit })).filter((run) => run.probe === probe).map(pick)
      expect(recent.filter((run) => run.probe === probe)).toEqual(expected)
    }
  }
  expect(await stored.recentRuns({ probes: [], limit: 9 })).toEqual([])
}
export function seriesContract(factory: StoreFactory): void {
  it('agree with a plain count of any runs, before and after the roll-up', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(anyRuns, anyMaintenance, moments, async (results, maintenance, hours) => {
        const store = await storeWith(factory, results, maintenance)
        const plain = plainWith(results, maintenance)
        await expectSameRecentRuns(store, plain)
        for (const hour of [undefined, ...hours.toSorted((a, b) => a - b), 99]) {
          if (hour !== undefined) await store.rollUp(MIDNIGHT + hour * HOUR)
          for (const range of RANGES) await expectSame(store, plain, range)
        }
      }),
      examplesOf(factory, 5),
    )
  }, 300_000)

  it('count the runs of any number of probes, and take their lag from an even sample', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `model-${index}`)
    const results = names.map((probe, index) =>
      resultOf({
        probe,
        surface: probe,
        scheduledAt: MIDNIGHT + index,
        startedAt: MIDNIGHT + index + (index % 2) * 50,
      }),
    )
    const store = await storeWith(factory, results)
    for (const summed of [false, true]) {
      if (summed) await store.rollUp(MIDNIGHT + 2 * DAY)
      const { runs, lag } = await store.health({ from: MIDNIGHT, to: MIDNIGHT + DAY })
      expect([runs, lag.n]).toEqual([130, 64])
      expect(lag.p95).toBeGreaterThan(45)
    }
  })

  it('include runs that are stored after the roll-up of their hour', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuns, anyRuns, async (first, second) => {
        const store = await storeWith(factory, first)
        await store.rollUp(MIDNIGHT + 5 * DAY)
        const late = second.filter((result) => !first.some((run) => slotOf(run) === slotOf(result)))
        for (const result of late) await storeResult(store, result)
        const plain = plainWith([...first, ...late])
        const range = { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY, bucketMs: DAY }
        await expectSame(store, plain, range)
        await store.rollUp(MIDNIGHT + 5 * DAY)
        await expectSame(store, plain, range)
      }),
      examplesOf(factory, 4),
    )
  })
}

function slotOf({ probe, trigger, scheduledAt }: RunResult): string {
  return JSON.stringify([probe, trigger, scheduledAt])
}
