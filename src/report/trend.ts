import type { Door, HealthView, Lane, SpendView, TrendModel } from '../../dashboards/model.ts'
import { type History, MINUTE, type MonitorHealth, type ProbeRef, silentAfterMs, surfaceId } from '../core/index.ts'
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
  const everyMs = (id: string) => mostFrequentMs(options.doors, id)
  const quietMs = (id: string) => Math.max(silentAfterMs(everyMs(id)), range.bucketMs)
  const gapMs = (probe: ProbeRef) => LINE_INTERVALS * Math.max(intervalOf(options.doors, probe), range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs })
  return {
    range,
    ...(watchedSince === undefined ? {} : { watchedSince }),
    lanes,
    pages: pageLanesOf(records, states, range),
    latency: latencyOf({ series: measures, order: await readStepOrder(history, measures), gapMs }),
    statuses: statusesOf(statuses, range, everyMs),
    incidents,
    alerts: alerts.map(alertView),
    health: healthView(health, lanes, spendViews({ days, notices, budgets: options.budgets ?? {}, to: range.to })),
  }
}

/** Milliseconds between the slots of the most frequent probe of a surface, by the surface's id. */
function mostFrequentMs(doors: readonly Door[], id: string): number {
  const probes = doors.filter((door) => surfaceId(door) === id).flatMap((door) => door.probes)
  return probes.length === 0 ? CADENCE_UNKNOWN : Math.min(...probes.map((probe) => probe.everyMs))
}

/** Milliseconds between the slots of a probe. */
function intervalOf(doors: readonly Door[], { target, probe }: ProbeRef): number {
  const probes = doors.filter((door) => door.target === target).flatMap((door) => door.probes)
  return probes.find((one) => one.probe === probe)?.everyMs ?? CADENCE_UNKNOWN
}

function healthView(health: MonitorHealth, lanes: readonly Lane[], spend: readonly SpendView[]): HealthView {
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return { ...figures, spend, ...(shares.length > 0 ? { continuity: Math.max(...shares) } : {}) }
}
