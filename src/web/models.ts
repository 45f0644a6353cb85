import type { Clock, History, QuietWindow } from '../core/index.ts'
import {
  type Budgets,
  buildTrend,
  fittingRange,
  type Imprint,
  type NowModel,
  RANGES,
  type RangeName,
  type ReportModel,
  rangeOf,
  readSurfaceStates,
  type SurfaceFilter,
  type TrendModel,
  withAllRuns,
  withDrawnRuns,
} from '../report/index.ts'
import type { LiveSource } from './live-source.ts'

/** A page may be at most this old, ms: several windows that ask at once are answered by one reading. */
const NOW_FRESH = 500
/** The trend of a range is read anew after this share of the range has passed, but within these bounds, ms. */
const TREND_SHARE = 1 / 5_000
const TREND_FRESH = { least: 5_000, most: 300_000 }

/** The models of the live pages, read when asked for and shared for a moment. */
export interface Models {
  /** Every door with its newest runs. */
  now(): Promise<NowModel>
  /** Every door without them. */
  standings(): Promise<NowModel>
  /** What a page draws of the doors. */
  front(filter: SurfaceFilter): Promise<NowModel>
  trend(since: RangeName, filter?: SurfaceFilter): Promise<TrendModel>
  /** What a page draws. */
  page(since: RangeName, filter: SurfaceFilter): Promise<ReportModel>
  report(since: RangeName): Promise<ReportModel>
  /** The range a page shows when none was chosen. */
  fitting(): Promise<RangeName>
  imprint(): Imprint
  /** Forgets what was read, because something changed. */
  forget(part: 'now' | 'all'): void
}

export interface ModelDeps {
  readonly history: History
  readonly clock: Clock
  readonly live: LiveSource
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  /** What probing may spend on a day, by target. */
  readonly budgets: Budgets
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
}

/** Readings that are kept: every range and filter has its own. */
const MOST_HELD = 32

function keyOf(filter: SurfaceFilter): string {
  return JSON.stringify([filter.text, filter.state])
}

interface Held<T> {
  readonly at: number
  readonly value: Promise<T>
}

export function createModels(deps: ModelDeps): Models {
  const { history, clock, live, timezone, location, monitor } = deps
  const held = new Map<string, Held<unknown>>()

  /** A reading that failed is not kept: the next one who asks tries again. */
  function share<T>(key: string, freshMs: number, read: () => Promise<T>): Promise<T> {
    const found = held.get(key) as Held<T> | undefined
    const age = found ? clock.now() - found.at : Number.POSITIVE_INFINITY
    if (found && age >= 0 && age < freshMs) return found.value
    const value = read()
    const entry = { at: clock.now(), value }
    held.delete(key)
    held.set(key, entry)
    for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - MOST_HELD))) held.delete(oldest)
    value.catch(() => held.get(key) === entry && held.delete(key))
    return value
  }

  const maintenance = deps.maintenance ?? []

  /** What every page shares; the newest runs of the doors it draws are read for each. */
  const standings = () =>
    share('standings', NOW_FRESH, () =>
      readSurfaceStates(history, { now: clock.now(), plans: live.snapshot().probes, maintenance }),
    )
  const front = (filter: SurfaceFilter) =>
    share(`front ${keyOf(filter)}`, NOW_FRESH, async () => withDrawnRuns(history, await standings(), filter))
  const now = () => share('now', NOW_FRESH, async () => withAllRuns(history, await standings()))

  async function readTrend(since: RangeName, filter: SurfaceFilter): Promise<TrendModel> {
    const { doors } = await standings()
    return buildTrend(history, { range: rangeOf(since, clock.now()), doors, budgets: deps.budgets, filter })
  }

  const trend = (since: RangeName, filter: SurfaceFilter = {}) => {
    const fresh = Math.min(TREND_FRESH.most, Math.max(TREND_FRESH.least, RANGES[since] * TREND_SHARE))
    return share(`trend ${since} ${keyOf(filter)}`, fresh, () => readTrend(since, filter))
  }

  const imprint = () => ({ at: clock.now(), timezone, location, monitor })

  return {
    now,
    standings,
    front,
    trend,
    imprint,
    async page(since, filter) {
      return { ...imprint(), now: await front(filter), trend: await trend(since, filter) }
    },
    async report(since) {
      return { ...imprint(), now: await now(), trend: await trend(since) }
    },
    async fitting() {
      const at = clock.now()
      const { oldestRunAt } = await history.health({ from: at, to: at + 1 })
      return fittingRange(oldestRunAt, at)
    },
    forget(part) {
      if (part === 'all') held.clear()
      else for (const key of held.keys()) if (!key.startsWith('trend ')) held.delete(key)
    },
  }
}
