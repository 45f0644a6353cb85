import { type Clock, defined, type History, MINUTE, type QuietWindow, surfaceId } from '../core/index.ts'
import {
  type Budgets,
  buildTrend,
  type CostedPlan,
  fittingRange,
  type Imprint,
  type NowModel,
  type RangeChoice,
  type RangeName,
  type ReportModel,
  readSurfaceStates,
  type SurfaceFilter,
  spanOf,
  type TrendModel,
  type TrendOptions,
  withAllRuns,
  withDrawnRuns,
} from '../report/index.ts'
import { type Objectives, readObjectives, type SurfaceObjective } from '../slo/index.ts'
import type { LiveSource } from './live-source.ts'
import { createSharedReadings, type SharedReadings } from './shared-readings.ts'

/** Longest age of a page, ms: several open windows share one reading. */
const NOW_FRESH = 500
/** The trend of a range is read again after this share of the range, within these bounds, ms. */
const TREND_SHARE = 1 / 5_000
const TREND_FRESH = { least: 5_000, most: 300_000 }

/** The models of the live pages, read on demand and cached for a moment. */
export interface Models {
  /** Every surface with its newest runs. */
  now(): Promise<NowModel>
  /** Every surface without its newest runs. */
  surfaceStates(): Promise<NowModel>
  /** The surfaces that a page draws. */
  front(filter: SurfaceFilter): Promise<NowModel>
  trend(range: RangeChoice, filter?: SurfaceFilter): Promise<TrendModel>
  /** The model of a page. */
  page(range: RangeChoice, filter: SurfaceFilter): Promise<ReportModel>
  report(since: RangeName): Promise<ReportModel>
  /** The objectives of all surfaces; empty where none are configured. */
  objectives(): Promise<readonly SurfaceObjective[]>
  /** The default range of a page. */
  fitting(): Promise<RangeName>
  imprint(): Imprint
  /** Clears the cache after a change. */
  forget(part: 'now' | 'all'): void
}

interface ModelDeps {
  readonly history: History
  readonly clock: Clock
  readonly live: LiveSource
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  /** Daily probing budget by target. */
  readonly budgets: Budgets
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
  /** Service level objectives of the configuration. Default: none are shown. */
  readonly objectives?: Objectives
  /** The workflows of the configuration. Default: no costs are shown. */
  readonly costs?: CostedPlan
}

/** Error budgets move slowly; slow runs, which a latency objective needs, are read one by one. */
const OBJECTIVES_FRESH = { usual: MINUTE, withLatency: 5 * MINUTE }

/** Creates the models of one dashboard. */
export function createModels(deps: ModelDeps): Models {
  const { history, clock, timezone, location, monitor } = deps
  const readings = createSharedReadings(clock)
  const readers = createReaders(deps, readings)
  const imprint = () => ({ at: clock.now(), timezone, location, monitor })
  return {
    ...readers,
    imprint,
    async page(since, filter) {
      return { ...imprint(), now: await readers.front(filter), trend: await readers.trend(since, filter) }
    },
    async report(since) {
      return { ...imprint(), now: await readers.now(), trend: await readers.trend(since) }
    },
    async fitting() {
      const at = clock.now()
      const { oldestRunAt } = await history.health({ from: at, to: at + 1 })
      return fittingRange(oldestRunAt, at)
    },
    forget(part) {
      readings.forget((key) => part === 'all' || !(key.startsWith('trend ') || key.startsWith('objectives ')))
    },
  }
}

type Readers = Pick<Models, 'now' | 'surfaceStates' | 'front' | 'trend' | 'objectives'>

function createReaders(deps: ModelDeps, { share }: SharedReadings): Readers {
  const { history, clock, live, budgets, timezone, maintenance = [] } = deps
  /** Shared by all pages; each page reads the newest runs of the surfaces that it draws. */
  const surfaceStates = () =>
    share('states', NOW_FRESH, () => {
      const { probes: plans, deadMan } = live.snapshot()
      return readSurfaceStates(history, {
        ...{ now: clock.now(), plans, maintenance },
        ...defined({ deadMan, costs: deps.costs }),
      })
    })
  const objectives = objectiveReader(deps, share)
  return {
    surfaceStates,
    objectives: () => objectives(undefined),
    now: () => share('now', NOW_FRESH, async () => withAllRuns(history, await surfaceStates())),
    front: (filter) =>
      share(`front ${keyOf(filter)}`, NOW_FRESH, async () => withDrawnRuns(history, await surfaceStates(), filter)),
    trend: (range, filter = {}) =>
      share(`trend ${keyOfRange(range)} ${keyOf(filter)}`, trendFreshMs(spanOf(range, clock.now())), async () => {
        const { doors: surfaces } = await surfaceStates()
        const span = spanOf(range, clock.now())
        return buildTrend(history, {
          range: span,
          surfaces,
          budgets,
          filter,
          objectives,
          timezone,
          ...defined({ costs: deps.costs }),
        })
      }),
  }
}

function keyOfRange(range: RangeChoice): string {
  return typeof range === 'string' ? range : `${range.from}-${range.to}`
}

/** Reads objectives for any range and filter; the ranges share one reading. */
function objectiveReader(
  { history, clock, objectives }: ModelDeps,
  share: SharedReadings['share'],
): NonNullable<TrendOptions['objectives']> {
  return async (surfaces) => {
    if (!objectives) return []
    const withLatency = Object.values(objectives.surfaces).some(({ latencyMs }) => latencyMs !== undefined)
    const freshMs = withLatency ? OBJECTIVES_FRESH.withLatency : OBJECTIVES_FRESH.usual
    const key = `objectives ${JSON.stringify(surfaces?.map(surfaceId))}`
    return share(key, freshMs, () =>
      readObjectives(history, { objectives, now: clock.now(), ...defined({ surfaces }) }),
    )
  }
}

function trendFreshMs({ from, to }: { readonly from: number; readonly to: number }): number {
  return Math.min(TREND_FRESH.most, Math.max(TREND_FRESH.least, (to - from) * TREND_SHARE))
}

function keyOf(filter: SurfaceFilter): string {
  return JSON.stringify([filter.text, filter.state])
}
