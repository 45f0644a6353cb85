import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, type RunResult } from '../../../src/core/index.ts'
import type { Retention, Store } from '../../../src/store/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { anyRuns } from '../contract/any-runs.ts'
import { expectSame, MIDNIGHT, plainWith } from '../contract/series-kit.ts'
import { applyVerdict, incidentOf, storeResult, verdictOf } from '../kit.ts'

/** Hours may be kept for a shorter time than runs. */
const retention = fc.record({
  runsMs: fc.constantFrom(0, 6 * HOUR, DAY, 3 * DAY),
  hoursMs: fc.constantFrom(0, 12 * HOUR, DAY, 4 * DAY),
})
const RANGE = { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY, bucketMs: DAY }
/** When everything is old. */
const LATE = MIDNIGHT + 5 * DAY

/** What may happen to a store with runs, in any order. */
type Step =
  | { readonly kind: 'runs'; readonly results: readonly RunResult[] }
  | { readonly kind: 'keep'; readonly every: number }
  | { readonly kind: 'roll up' | 'prune'; readonly hour: number }

const hour = fc.integer({ min: 0, max: 5 * 24 })
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    anyRuns.map((results): Step => ({ kind: 'runs', results: results.slice(0, 25) })),
    fc.integer({ min: 1, max: 4 }).map((every): Step => ({ kind: 'keep', every })),
    hour.map((hour): Step => ({ kind: 'roll up', hour })),
    hour.map((hour): Step => ({ kind: 'prune', hour })),
  ),
  { minLength: 4, maxLength: 10 },
)

/** A store in memory with one incident. The steps of a run are deleted with it, as in a file: its id may be given again. */
async function newStore(): Promise<Store> {
  const database = openMemorySqlite({ now: MIDNIGHT })
  await sql`pragma foreign_keys = on`.execute(database.writer)
  const store = storeOver(database, { now: () => MIDNIGHT })
  onTestFinished(() => store.close())
  await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('sandbox-1'), entries: [] } }))
  return store
}

const slotOf = ({ probe, trigger, scheduledAt }: RunResult) => JSON.stringify([probe, trigger, scheduledAt])

/** Takes the steps; gives all runs that were ever stored, and the ids of those that the incident keeps. */
async function take(store: Store, all: readonly Step[], keep: Retention) {
  const stored = new Map<string, RunResult>()
  const kept = new Set<number>()
  for (const step of all) {
    if (step.kind === 'runs') {
      for (const result of step.results.filter((one) => !stored.has(slotOf(one)))) {
        await storeResult(store, result)
        stored.set(slotOf(result), result)
      }
    } else if (step.kind === 'keep') {
      // An incident refers to runs of its own time, which are summed up before runs that come later.
      await store.rollUp(LATE)
      const runs = await store.runs({ limit: 1_000, outcomes: ['passed', 'slow', 'failed', 'error'] })
      const ids = runs.filter((_, index) => index % step.every === 0).map(({ id }) => id)
      await store.keepRuns('sandbox-1', ids)
      for (const id of ids) kept.add(id)
    } else if (step.kind === 'roll up') await store.rollUp(MIDNIGHT + step.hour * HOUR)
    else await store.prune(MIDNIGHT + step.hour * HOUR, keep)
  }
  return { stored: [...stored.values()], kept: [...kept] }
}

describe('runs that come, are summed up, kept and pruned in any order', () => {
  it('are counted as if nothing had been pruned, and those that an incident refers to stay', async () => {
    await fc.assert(
      fc.asyncProperty(steps, retention, async (all, keep) => {
        const store = await newStore()
        const { stored, kept } = await take(store, all, keep)
        const plain = plainWith(stored)
        await store.rollUp(LATE)
        await expectSame(store, plain, RANGE)
        await store.prune(LATE, { runsMs: DAY, hoursMs: DAY })
        await expectSame(store, plain, RANGE)
        const left = await store.runs({ limit: 1_000 })
        expect(left.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(kept.toSorted((a, b) => a - b))
      }),
      propertyRuns(3),
    )
  })
})
