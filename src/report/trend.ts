import type { Door, HealthView, Lane, TrendModel } from '../../dashboards/model.ts'
import { type History, MINUTE, type MonitorHealth, surfaceId } from '../core/index.ts'
import { alertView } from './alerts.ts'
import { readIncidents } from './incidents.ts'
import { lanesOf } from './lanes.ts'
import { latencyOf } from './latency.ts'
import { bucketsOf } from './range.ts'
import { statusesOf } from './statuses.ts'

const ALERTS = 30
/** A surface may be quiet for three intervals of its slowest probe, and a run. */
const QUIET_INTERVALS = 3
const QUIET_UNKNOWN = 60 * MINUTE

/** What happened over the range. `doors` tell how often each surface is probed. */
export async function buildTrend(
  history: History,
  options: { readonly range: { readonly from: number; readonly to: number }; readonly doors: readonly Door[] },
): Promise<TrendModel> {
  const range = bucketsOf(options.range)
  const [states, outcomes, measures, statuses, incidents, alerts, health] = await Promise.all([
    history.states(range),
    history.outcomes(range),
    history.measures(range),
    history.statuses(range),
    readIncidents(history, range),
    history.alerts({ from: range.from, limit: ALERTS }),
    history.health(range),
  ])
  const watchedSince = health.oldestRunAt
  const quiet = (id: string) => Math.max(quietMs(options.doors, id), range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs: quiet })
  return {
    range,
    ...(watchedSince === undefined ? {} : { watchedSince }),
    lanes,
    latency: latencyOf(measures, quiet),
    statuses: statusesOf(statuses, range),
    incidents,
    alerts: alerts.map(alertView),
    health: healthView(health, lanes),
  }
}

function quietMs(doors: readonly Door[], id: string): number {
  const probes = doors.filter((door) => surfaceId(door) === id).flatMap((door) => door.probes)
  if (probes.length === 0) return QUIET_UNKNOWN
  return QUIET_INTERVALS * Math.min(...probes.map((probe) => probe.everyMs)) + MINUTE
}

function healthView(health: MonitorHealth, lanes: readonly Lane[]): HealthView {
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return { ...figures, ...(shares.length > 0 ? { continuity: Math.max(...shares) } : {}) }
}
