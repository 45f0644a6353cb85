import type { ProbeSchedule, ReportModel } from '../../dashboards/model/model.ts'
import type { History, QuietWindow } from '../core/index.ts'
import { type Objectives, readObjectives } from '../slo/index.ts'
import { readSurfaceStates, withDrawnRuns } from './now.ts'
import type { Budgets } from './spend.ts'
import { buildTrend } from './trend.ts'

export interface ReportOptions {
  /** Epoch ms, half-open; grows to the start of its first bucket. */
  readonly range: { readonly from: number; readonly to: number }
  readonly now: number
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  /** What is probed, and how often; without it, what the history shows is taken. */
  readonly plans?: readonly ProbeSchedule[]
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
  /** What probing may spend on a day, by target. */
  readonly budgets?: Budgets
  /** What the configuration asks of the surfaces. */
  readonly objectives?: Objectives
}

/** Reads the rows of a range into a plain JSON model. Same rows and options, same model. */
export async function buildReport(history: History, options: ReportOptions): Promise<ReportModel> {
  const { now, range, timezone, location, monitor, plans, maintenance, budgets, objectives } = options
  const standings = await readSurfaceStates(history, {
    now,
    ...(plans ? { plans } : {}),
    ...(maintenance ? { maintenance } : {}),
  })
  const current = await withDrawnRuns(history, standings, {})
  const trend = await buildTrend(history, {
    ...{ range, surfaces: current.doors },
    ...(budgets ? { budgets } : {}),
    ...(objectives
      ? { objectives: (surfaces) => readObjectives(history, { objectives, now, ...(surfaces ? { surfaces } : {}) }) }
      : {}),
  })
  return { at: now, timezone, location, monitor, now: current, trend }
}
