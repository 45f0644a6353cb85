import type { ProbeSchedule, ReportModel, SurfaceFilter } from '../../dashboards/model/model.ts'
import { defined, drillStanding, type History, type QuietWindow } from '../core/index.ts'
import { type Objectives, readObjectives } from '../slo/index.ts'
import type { CostedPlan } from './costs.ts'
import { readSurfaceStates, withDrawnRuns } from './now.ts'
import type { Budgets } from './spend.ts'
import { buildTrend, type TrendOptions } from './trend.ts'

interface ReportOptions {
  /** Epoch ms, half-open; grows to the start of its first bucket. */
  readonly range: { readonly from: number; readonly to: number }
  readonly now: number
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  /** Every scheduled probe. Default: the probes the history has runs of. */
  readonly plans?: readonly ProbeSchedule[]
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
  /** Daily probing budget by target. */
  readonly budgets?: Budgets
  /** Service level objectives of the configuration. Default: the report shows none. */
  readonly objectives?: Objectives
  /** Only these surfaces. */
  readonly filter?: SurfaceFilter
  /** The workflows by which outages are priced. Default: no costs are shown. */
  readonly costs?: CostedPlan
}

/** The report over a range as a plain JSON model. The same rows and options give the same model. */
export async function buildReport(history: History, options: ReportOptions): Promise<ReportModel> {
  const { now, range, timezone, location, monitor, plans, maintenance, budgets, objectives, costs } = options
  const states = await readSurfaceStates(history, { now, ...defined({ plans, maintenance, costs }) })
  const { filter = {} } = options
  const current = await withDrawnRuns(history, states, filter)
  const trend = await buildTrend(history, {
    ...{ range, surfaces: current.doors, filter, timezone },
    ...defined({ budgets, costs, objectives: objectives && objectiveReader(history, objectives, now) }),
    ...defined({ drill: costs && drillStanding(await history.drills(), now) }),
  })
  return { at: now, timezone, location, monitor, now: current, trend }
}

function objectiveReader(
  history: History,
  objectives: Objectives,
  now: number,
): NonNullable<TrendOptions['objectives']> {
  return (surfaces) => readObjectives(history, { objectives, now, ...defined({ surfaces }) })
}
