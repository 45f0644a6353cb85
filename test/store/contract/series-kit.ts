import { expect } from 'vitest'
import {
  type BucketRange,
  type History,
  MINUTE,
  type Quantiles,
  type RunResult,
  type Transition,
} from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { resultOf, type StoreFactory, skippedOf, stepOf, verdictOf } from '../kit.ts'

/** Monday 23 November 2026, 00:00 UTC. */
export const MIDNIGHT = Date.UTC(2026, 10, 23)

/** A store that holds these runs. */
export async function storeWith(
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
export function plainWith(results: readonly RunResult[], transitions: readonly Transition[] = []): History {
  const runs = inOrder(results).map((result, index) => ({ ...result, id: index + 1 }))
  return memoryHistory(() => ({ ...NO_HISTORY, runs, transitions }))
}

function inOrder(results: readonly RunResult[]): readonly RunResult[] {
  return results.toSorted((a, b) => a.scheduledAt - b.scheduledAt)
}

/** Quantiles of a sketch are accurate to 1 % of the value. */
const RELATIVE_ERROR = 0.0101

export async function expectSame(stored: History, plain: History, range: BucketRange): Promise<void> {
  const byTime = <Row extends { readonly at: number }>(rows: readonly Row[]) => rows.toSorted((a, b) => a.at - b.at)
  const outcomes = (await plain.outcomes(range)).map((row) => ({ ...row, buckets: byTime(row.buckets) }))
  expect(await stored.outcomes(range)).toEqual(outcomes)
  // Steps without an HTTP response have no statuses.
  const statuses = (await plain.statuses(range))
    .filter(({ total }) => Object.keys(total).length > 0)
    .map((row) => ({ ...row, buckets: byTime(row.buckets).filter(({ counts }) => counts.size > 0) }))
  expect(await stored.statuses(range)).toEqual(statuses)
  expect(await stored.slotTotals(range)).toEqual(await plain.slotTotals(range))
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
export function everyHalfHour(spanMs: number, afterMs = 0): RunResult[] {
  return Array.from({ length: spanMs / (30 * MINUTE) }, (_, index) => {
    const scheduledAt = MIDNIGHT + afterMs + index * 30 * MINUTE
    const step = stepOf('open', scheduledAt + 25, {
      durationMs: 100 + (index % 40),
      measures: { ttft_ms: 300 + (index % 7) },
    })
    return resultOf({ scheduledAt, outcome: index % 17 === 16 ? 'failed' : 'passed', steps: [step] })
  })
}

export function missed(scheduledAt: number): RunResult {
  const skip = { reason: 'missed', count: 5, until: scheduledAt + 5 * MINUTE } as const
  return resultOf({ scheduledAt, startedAt: scheduledAt, durationMs: 0, outcome: 'skipped', steps: [], skip })
}
