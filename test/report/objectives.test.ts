import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type Outcome, type RunResult, type State, type Trigger } from '../../src/core/index.ts'
import { buildReport } from '../../src/report/index.ts'
import { objectiveViews } from '../../src/report/objectives.ts'
import { type Objectives, readObjectives, type SurfaceObjective } from '../../src/slo/index.ts'
import type { Store } from '../../src/store/index.ts'
import { failureOf, resultOf, skippedOf, sqlite, storeResult, transitionOf, verdictOf } from '../store/kit.ts'
import { memoryHistory, NO_HISTORY } from '../support/history.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { run, transition } from './kit.ts'

/** Not on any edge of a bucket. */
const NOW = Date.UTC(2026, 10, 24, 13, 37, 11)
const OBJECTIVES: Objectives = { availability: 0.99, windowDays: 30, surfaces: {} }

const anyRuns: fc.Arbitrary<readonly RunResult[]> = fc
  .uniqueArray(
    fc.record({
      // More of them lie in the last hours, where burn rates read short buckets.
      minute: fc.oneof(fc.integer({ min: 1, max: 31 * 24 * 60 }), fc.integer({ min: 1, max: 8 * 60 })),
      trigger: fc.constantFrom<Trigger[]>('schedule', 'schedule', 'schedule', 'confirm', 'manual', 'drill'),
      outcome: fc.constantFrom<Outcome[]>('passed', 'passed', 'slow', 'failed', 'error', 'skipped'),
    }),
    { selector: (one) => JSON.stringify([one.minute, one.trigger]), minLength: 5, maxLength: 80 },
  )
  .map((drawn) =>
    drawn.map(({ minute, trigger, outcome }) => {
      const scheduledAt = NOW - minute * MINUTE
      const skip = { reason: 'missed', count: 4, until: scheduledAt + 3 * MINUTE } as const
      return resultOf({
        ...{ scheduledAt, startedAt: scheduledAt, trigger, outcome, steps: [] },
        ...(outcome === 'skipped' ? { skip } : {}),
        ...(outcome === 'failed' ? { failure: failureOf('timeout') } : {}),
        ...(outcome === 'error' ? { failure: failureOf('drift') } : {}),
      })
    }),
  )

async function storeOf(results: readonly RunResult[], states: readonly [State, number][]): Promise<Store> {
  const { store } = await sqlite.open()
  const transitions = states.map(([to, minute]) => transitionOf('operational', to, { at: NOW - minute * MINUTE }))
  await store.transaction((tx) => tx.applyChanges('sandbox', undefined, verdictOf({ transitions })))
  for (const result of results) {
    if (result.outcome === 'skipped') await store.transaction((tx) => tx.insertSkipped(skippedOf(result)))
    else await storeResult(store, result)
  }
  return store
}

async function bothOf(store: Store, windowDays: number) {
  const objectives = { ...OBJECTIVES, windowDays }
  const report = await buildReport(store, {
    ...{ range: { from: NOW - windowDays * DAY, to: NOW }, now: NOW, timezone: 'UTC', location: 'office' },
    ...{ monitor: { version: '0.1.0' }, objectives },
  })
  const [slo] = await readObjectives(store, { objectives, now: NOW })
  return { lane: report.trend.lanes[0], view: report.trend.objectives[0], slo }
}

describe('availability', () => {
  it('is the same number on the page and from doorwatch slo, whatever happened and however it is stored', async () => {
    const stops = fc.array(fc.integer({ min: 1, max: 31 * 24 * 60 }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(anyRuns, stops, fc.constantFrom(7, 30), async (results, maintenance, windowDays) => {
        const quiet = [...new Set(maintenance)].toSorted((a, b) => b - a)
        const states = quiet.map((minute, index): [State, number] => [
          index % 2 ? 'operational' : 'maintenance',
          minute,
        ])
        const store = await storeOf(results, [['operational', 40 * 24 * 60], ...states])
        for (const summedUp of [false, true]) {
          if (summedUp) await store.rollUp(NOW)
          const { lane, view, slo } = await bothOf(store, windowDays)
          expect(slo?.budget.availability).toBe(lane?.availability)
          expect([slo?.budget.runs, view?.runs]).toEqual([lane?.runs, lane?.runs])
          expect(view?.measured).toBe(slo?.budget.measured)
        }
      }),
      propertyRuns(5),
    )
  })

  it('counts scheduled runs outside maintenance that say something of the provider, and nothing else', async () => {
    const at = (minute: number, more: Partial<RunResult>) =>
      resultOf({ scheduledAt: NOW - minute * MINUTE, startedAt: NOW - minute * MINUTE, steps: [], ...more })
    const failed = { outcome: 'failed', failure: failureOf('timeout') } as const
    const store = await storeOf(
      [
        at(100, {}),
        at(90, failed),
        at(89, { ...failed, trigger: 'confirm' }),
        at(88, { ...failed, trigger: 'manual' }),
        at(87, { ...failed, trigger: 'drill' }),
        at(80, { outcome: 'error', failure: failureOf('drift') }),
        at(70, { outcome: 'skipped', skip: { reason: 'missed', count: 3, until: NOW - 67 * MINUTE } }),
        at(50, failed),
        at(40, { outcome: 'slow' }),
        at(30, {}),
      ],
      [
        ['operational', 200],
        ['maintenance', 55],
        ['operational', 45],
      ],
    )
    const { lane } = await bothOf(store, 7)
    expect(lane).toMatchObject({ runs: 4, failed: 1, availability: 0.75 })
  })
})

describe('an objective', () => {
  const history = (durations: readonly number[]) =>
    memoryHistory(() => ({
      ...NO_HISTORY,
      runs: durations.map((durationMs, index) =>
        run('login', NOW - (durations.length - index) * HOUR, { durationMs, outcome: 'passed' }),
      ),
      transitions: [
        transition('login', NOW - 99 * HOUR, 'operational'),
        transition('login', NOW - 90 * MINUTE, 'maintenance'),
      ],
    }))

  it('with a latency counts runs that took longer as bad, and those under maintenance not at all', async () => {
    const objectives = { ...OBJECTIVES, surfaces: { 'sandbox/login': { latencyMs: 1_000, availability: 0.9 } } }
    const [found] = await readObjectives(history([500, 2_000, 900, 3_000]), { objectives, now: NOW })
    expect(found?.budget).toMatchObject({
      objective: 0.9,
      runs: 3,
      bad: 1,
      availability: 1,
      measured: expect.closeTo(2 / 3),
    })
  })

  it('of a surface counts before that of its name on all targets', async () => {
    const surfaces = { login: { availability: 0.5 }, 'sandbox/login': { availability: 0.75 } }
    const [found] = await readObjectives(history([500]), { objectives: { ...OBJECTIVES, surfaces }, now: NOW })
    expect(found?.budget.objective).toBe(0.75)
  })

  it('leaves out retired surfaces', async () => {
    const retired = { ...transition('login', NOW - HOUR, 'unknown'), retired: true as const }
    const history = memoryHistory(() => ({ ...NO_HISTORY, transitions: [retired] }))
    expect(await readObjectives(history, { objectives: OBJECTIVES, now: NOW })).toEqual([])
  })

  it('burns by the runs of the last minutes although the window is a month', async () => {
    const runs = Array.from({ length: 600 }, (_, index) =>
      run('login', NOW - (600 - index) * MINUTE, index < 560 ? {} : { outcome: 'failed' }),
    )
    const transitions = [transition('login', NOW - 99 * HOUR, 'operational')]
    const burning = memoryHistory(() => ({ ...NO_HISTORY, runs, transitions }))
    const [view] = objectiveViews(await readObjectives(burning, { objectives: OBJECTIVES, now: NOW }))
    expect(view?.burning).toMatchObject({ overMs: HOUR, severity: 'page' })
    expect(view?.burning?.rate).toBeGreaterThan(60)
  })
})

describe('the order of objectives', () => {
  const objective = (
    surface: string,
    left: number,
    more: { runs?: number; burning?: boolean } = {},
  ): SurfaceObjective => ({
    ...{ target: 't', surface, windowDays: 30, from: 0, to: NOW },
    ...{ time: { allowedMs: 0, leftMs: 0 }, dayRate: 0, course: [], incidents: [] },
    budget: {
      ...{
        surface,
        objective: 0.99,
        runs: more.runs ?? 1_000,
        bad: 10 - left,
        allowed: 10,
        left,
        spent: 1 - left / 10,
      },
      ...{ bounds: { low: 0, high: 1 }, verdict: 'unclear' },
    },
    burns: more.burning
      ? [
          {
            rule: { severity: 'page', longMs: HOUR, shortMs: MINUTE, rate: 14.4 },
            ...{ longRate: 20, shortRate: 20, surelyAbove: 9, burning: true },
          },
        ]
      : [],
  })

  it('is: what burns, then the least budget left, then what was never measured', () => {
    const all = [
      objective('api', 5),
      objective('cli', 10, { runs: 0 }),
      objective('chat', -3),
      objective('login', 9, { burning: true }),
    ]
    expect(objectiveViews(all).map(({ surface }) => surface)).toEqual(['login', 'chat', 'api', 'cli'])
  })
})
