import type { HealthView, Lane, SurfaceView } from '../../../dashboards/model/model.ts'
import { type BucketRange, DAY, defined, type History, type Range } from '../../core/index.ts'
import { type Drawn, drawnLanes, drawnRange, laneSurfaces, readDrawn } from '../drawn-lanes.ts'
import { healthView } from '../health.ts'
import { type Budgets, spendViews } from '../spend.ts'

export type WatchHistory = Pick<History, 'states' | 'outcomes' | 'health' | 'spend' | 'openNotices'>

/** How well the monitor watched: its health over the last day, and when each surface was measured over the last week. */
interface WatchModel {
  readonly health: HealthView
  readonly week: Range
  readonly lanes: readonly Lane[]
  /** Start of the oldest stored run; absent where none is. */
  readonly watchedSince?: number
}

/** Reads the fields of the runs that the page of the monitor shows, and no others. @param options.now epoch ms */
export async function readWatch(
  history: WatchHistory,
  options: { readonly now: number; readonly surfaces: readonly SurfaceView[]; readonly budgets: Budgets },
): Promise<WatchModel> {
  const { now, surfaces, budgets } = options
  const last = (length: number) => ({ range: { from: now - length, to: now }, surfaces })
  const [day, week] = [last(DAY), last(7 * DAY)]
  const range = drawnRange(day)
  const [health, days, notices, ofDay, ofWeek] = await Promise.all([
    history.health(range),
    history.spend(range),
    history.openNotices(),
    readOutcomes(history, day),
    readOutcomes(history, week),
  ])
  const watchedSince = health.oldestRunAt
  const lanesOf = (from: Outcomes) => drawnLanes(from.drawn, { ...from, watchedSince, surfaces })
  return {
    health: healthView({ health, lanes: lanesOf(ofDay) }, spendViews({ days, notices, budgets, to: now })),
    ...{ week: ofWeek.range, lanes: lanesOf(ofWeek) },
    ...defined({ watchedSince }),
  }
}

interface Outcomes {
  readonly range: BucketRange
  readonly drawn: Drawn
  readonly outcomes: Awaited<ReturnType<History['outcomes']>>
}

async function readOutcomes(
  history: WatchHistory,
  options: { readonly range: Range; readonly surfaces: readonly SurfaceView[] },
): Promise<Outcomes> {
  const range = drawnRange(options)
  const drawn = await readDrawn(history, options)
  return { range, drawn, outcomes: await history.outcomes({ ...range, ...laneSurfaces(drawn) }) }
}
