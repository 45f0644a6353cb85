import type { Door, HealthView, Lane, SpendView, TrendModel } from '../../dashboards/model.ts'
import { type History, MINUTE, type MonitorHealth, surfaceId } from '../core/index.ts'
import { alertView } from './alerts.ts'
import { readIncidents } from './incidents.ts'
import { lanesOf } from './lanes.ts'
import { latencyOf } from './latency.ts'
import { pageLanesOf } from './pages.ts'
import { bucketsOf } from './range.ts'
import { type Budgets, spendViews } from './spend.ts'
import { statusesOf } from './statuses.ts'
import { readStepOrder } from './step-order.ts'

const ALERTS = 30
/** A surface may be quiet for three intervals of its most frequent probe, and a run. */
const QUIET_INTERVALS = 3
/** One slot may be missing within a line, not two. */
const LINE_INTERVALS = 2.5
const CADENCE_UNKNOWN = 15 * MINUTE

/** What happened over the range. `doors` tell how often each surface is probed. */
export async function buildTrend(
  history: History,
  options: {
    readonly range: { readonly from: number; readonly to: number }
    readonly doors: readonly Door[]
    readonly budgets?: Budgets
  },
): Promise<TrendModel> {
  const range = bucketsOf(options.range)
  const records = await history.witness(range)
  const [states, outcomes, measures, statuses, incidents, alerts, health, days, notices] = await Promise.all([
    history.states(range),
    history.outcomes(range),
    history.measures(range),
    history.statuses(range),
    readIncidents(history, range, records),
    history.alerts({ from: range.from, limit: ALERTS }),
    history.health(range),
    history.spend(range),
    history.openNotices(),
  ])
  const watchedSince = health.oldestRunAt
  const cadence = (id: string) => cadenceOf(options.doors, id)
  const quietMs = (id: string) => Math.max(QUIET_INTERVALS * cadence(id).most + MINUTE, range.bucketMs)
  const gapMs = (id: string) => LINE_INTERVALS * Math.max(cadence(id).least, range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs })
  return {
    range,
    ...(watchedSince === undefined ? {} : { watchedSince }),
    lanes,
    pages: pageLanesOf(records, states, range),
    latency: latencyOf({ series: measures, order: await readStepOrder(history, measures), gapMs }),
    statuses: statusesOf(statuses, range, (id) => cadence(id).least),
    incidents,
    alerts: alerts.map(alertView),
    health: healthView(health, lanes, spendViews({ days, notices, budgets: options.budgets ?? {}, to: range.to })),
  }
}

/** Milliseconds between the slots of the most and the least frequent probe of a surface. */
function cadenceOf(doors: readonly Door[], id: string): { readonly most: number; readonly least: number } {
  const probes = doors.filter((door) => surfaceId(door) === id).flatMap((door) => door.probes)
  if (probes.length === 0) return { most: CADENCE_UNKNOWN, least: CADENCE_UNKNOWN }
  const intervals = probes.map((probe) => probe.everyMs)
  return { most: Math.min(...intervals), least: Math.max(...intervals) }
}

function healthView(health: MonitorHealth, lanes: readonly Lane[], spend: readonly SpendView[]): HealthView {
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return { ...figures, spend, ...(shares.length > 0 ? { continuity: Math.max(...shares) } : {}) }
}
