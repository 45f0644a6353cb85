import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BucketRange,
  DAY,
  type History,
  HOUR,
  MINUTE,
  type Outcome,
  type Quantiles,
  type RecentRun,
  type RunResult,
  SECOND,
  type SkipReason,
  type Transition,
  type Trigger,
} from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import {
  examplesOf,
  failureOf,
  resultOf,
  type StoreFactory,
  skippedOf,
  stepOf,
  storeResult,
  transitionOf,
  verdictOf,
} from '../kit.ts'

/** Monday 23 November 2026, 00:00 UTC. */
const MIDNIGHT = Date.UTC(2026, 10, 23)

/** A store that holds these runs. */
async function storeWith(
  factory: StoreFactory,
  results: readonly RunResult[],
  transitions: readonly Transition[] = [],
): Promise<Store> {
  const { store } = await factory.open()
  await store.transaction((tx) => tx.applyChanges('sandbox', undefined, verdictOf({ transitions })))
  await store.transaction(async (tx) => {
    for (const result of inOrder(results)) {
      if (result.skip) await tx.insertSkipped(skippedOf(result))
      else await tx.finishRun((await tx.claimRun({ ...result, evidence: false }, result.startedAt)) ?? 0, result)
    }
  })
  return store
}

/** The history of these runs, computed from arrays without a database. */
function plainWith(results: readonly RunResult[], transitions: readonly Transition[] = []): History {
  const runs = inOrder(results).map((result, index) => ({ ...result, id: index + 1 }))
  return memoryHistory(() => ({ ...NO_HISTORY, runs, transitions }))
}

function inOrder(results: readonly RunResult[]): readonly RunResult[] {
  return results.toSorted((a, b) => a.scheduledAt - b.scheduledAt)
}

/** Quantiles of a sketch are accurate to 1 % of the value. */
const RELATIVE_ERROR = 0.0101

async function expectSame(stored: History, plain: History, range: BucketRange): Promise<void> {
  const byTime = <Row extends { readonly at: number }>(rows: readonly Row[]) => rows.toSorted((a, b) => a.at - b.at)
  for (const method of ['outcomes', 'statuses'] as const) {
    const series = (await plain[method](range)).map((row) => ({ ...row, buckets: byTime<{ at: number }>(row.buckets) }))
    // Steps without an HTTP response have no statuses.
    const counted = series.filter(({ total }) => Object.keys(total).length > 0)
    const expected = counted.map((row) => ({
      ...row,
      buckets: row.buckets.filter((bucket) => Object.keys('counts' in bucket ? Object(bucket.counts) : {}).length > 0),
    }))
    expect(await stored[method](range)).toEqual(expected)
  }
  const keyOf = ({ target, probe, step, measure }: { target: string; probe: string; step: string; measure: string }) =>
    JSON.stringify([target, probe, step, measure])
  const measures = new Map((await stored.measures(range)).map((row) => [keyOf(row), row]))
  const expected = await plain.measures(range)
  expect([...measures.keys()].toSorted()).toEqual(expected.map(keyOf).toSorted())
  for (const row of expected) {
    const measure = measures.get(keyOf(row))
    expectNear(measure?.total, row.total)
    expect(measure?.buckets.map(({ at }) => at)).toEqual(byTime(row.buckets).map(({ at }) => at))
    for (const [index, bucket] of byTime(row.buckets).entries()) expectNear(measure?.buckets[index], bucket)
  }
  const [health, truth] = [await stored.health(range), await plain.health(range)]
  const { runs, missed, interrupted, errors } = truth
  expect(health).toMatchObject({ runs, missed, interrupted, errors })
  expectNear(health.lag, truth.lag)
}

function expectNear(actual: Quantiles | undefined, exact: Quantiles): void {
  expect(actual?.n).toBe(exact.n)
  for (const q of ['p50', 'p95', 'p99'] as const) {
    expect(Math.abs((actual?.[q] ?? Number.NaN) - exact[q])).toBeLessThanOrEqual(Math.abs(exact[q]) * RELATIVE_ERROR)
  }
}

/** Runs of any kind over three days, at most one per slot. */
const anyRuns: fc.Arbitrary<readonly RunResult[]> = fc
  .uniqueArray(
    fc.record({
      minute: fc.integer({ min: 0, max: 3 * 24 * 60 - 1 }),
      probe: fc.constantFrom('login', 'login-totp', 'chat'),
      trigger: fc.constantFrom<Trigger[]>('schedule', 'schedule', 'schedule', 'confirm', 'manual'),
      outcome: fc.constantFrom<Outcome[]>('passed', 'passed', 'slow', 'failed', 'error', 'skipped'),
      lag: fc.integer({ min: -5, max: 4_000 }),
      times: fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 3 }),
      measures: fc.dictionary(fc.constantFrom('ttft_ms', 'tokens', 'drift_ms'), fc.integer({ min: -500, max: 9_000 })),
      statuses: fc.dictionary(fc.constantFrom('200', '304', '500'), fc.integer({ min: 1, max: 9 })),
      reason: fc.constantFrom<SkipReason[]>('missed', 'overlap'),
      interrupted: fc.boolean(),
    }),
    { selector: (one) => JSON.stringify([one.minute, one.probe, one.trigger]), maxLength: 120 },
  )
  .map((all) => all.map(resultFrom))

interface Drawn {
  readonly minute: number
  readonly probe: string
  readonly trigger: Trigger
  readonly outcome: Outcome
  readonly lag: number
  readonly times: readonly number[]
  readonly measures: Record<string, number>
  readonly statuses: Record<string, number>
  readonly reason: SkipReason
  readonly interrupted: boolean
}

function resultFrom(drawn: Drawn): RunResult {
  const { probe, trigger, outcome, lag, times, measures, statuses } = drawn
  const scheduledAt = MIDNIGHT + drawn.minute * MINUTE
  const startedAt = scheduledAt + lag
  const slot = { scheduledAt, startedAt, probe, surface: probe.replace('-totp', ''), trigger, outcome }
  if (outcome === 'skipped') {
    return resultOf({ ...slot, steps: [], skip: { reason: drawn.reason, count: 3, until: scheduledAt + HOUR } })
  }
  const steps = times.map((durationMs, seq) => stepOf(`step ${seq}`, startedAt, { durationMs, measures, statuses }))
  if (outcome === 'passed' || outcome === 'slow') return resultOf({ ...slot, steps })
  const kind = outcome === 'error' && drawn.interrupted ? 'interrupted' : 'timeout'
  return resultOf({ ...slot, steps, failure: failureOf(kind) })
}

/** Maintenance periods of both surfaces within the three days. */
const anyMaintenance: fc.Arbitrary<readonly Transition[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom('login', 'chat'), fc.integer({ min: 0, max: 3 * 24 * 60 })), {
    selector: String,
    maxLength: 8,
  })
  .map((moments) =>
    moments
      .toSorted(([, a], [, b]) => a - b)
      .map(([surface, minute], index) =>
        transitionOf('operational', index % 3 === 2 ? 'operational' : 'maintenance', {
          ...{ surface, at: MIDNIGHT + minute * MINUTE },
        }),
      ),
  )

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
    ...{ target: run.target, surface: run.surface, probe: run.probe, trigger: run.trigger, outcome: run.outcome },
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
    const moments = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 3 })
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
      examplesOf(factory, 15),
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
      examplesOf(factory, 8),
    )
  })

  describe('a roll-up', () => {
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
  })

  describe('pruning', () => {
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
  })
}

function slotOf({ probe, trigger, scheduledAt }: RunResult): string {
  return JSON.stringify([probe, trigger, scheduledAt])
}

function everyHalfHour(spanMs: number, afterMs = 0): RunResult[] {
  return Array.from({ length: spanMs / (30 * MINUTE) }, (_, index) => {
    const scheduledAt = MIDNIGHT + afterMs + index * 30 * MINUTE
    const step = stepOf('open', scheduledAt + 25, {
      durationMs: 100 + (index % 40),
      measures: { ttft_ms: 300 + (index % 7) },
    })
    return resultOf({ scheduledAt, outcome: index % 17 === 16 ? 'failed' : 'passed', steps: [step] })
  })
}

function missed(scheduledAt: number): RunResult {
  const skip = { reason: 'missed', count: 5, until: scheduledAt + 5 * MINUTE } as const
  return resultOf({ scheduledAt, startedAt: scheduledAt, durationMs: 0, outcome: 'skipped', steps: [], skip })
}
