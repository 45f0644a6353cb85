import type { NowModel } from '../../../dashboards/model/model.ts'
import type { MonitorPageModel, MonitorWorker } from '../../../dashboards/model/monitor-page.ts'
import { defined, type History, MINUTE, type MonitorNotice, oneLine } from '../../core/index.ts'
import { type MessageDrawing, readChannels } from '../alerts-page.ts'
import type { Budgets } from '../spend.ts'
import { gapLaneOf, gapLines } from './gaps.ts'
import { readWatch, type WatchHistory } from './watch.ts'

/** Up to this number of probes the slots that were not run are listed: each probe is a query of its own. */
const LISTED_PROBES = 60
const SKIPS = 2_000
/** Shortest range of the gaps, for a worker that has just started, ms. */
const SHORTEST_MS = 10 * MINUTE

export type MonitorHistory = WatchHistory &
  Pick<History, 'runs' | 'lastRuns' | 'lastHeartbeat' | 'channelBacklogs' | 'channelReach'>

interface MonitorSources {
  readonly now: number
  /** The states, for the notices and the number of probes. */
  readonly states: NowModel
  /** Daily probing budget by target. */
  readonly budgets: Budgets
  readonly channels: MessageDrawing['channels']
  readonly conditions: readonly MonitorNotice[]
  readonly worker?: MonitorWorker
}

/** Health of the monitor itself: its problems, punctuality, channels, and the gaps in its measurements. */
export async function buildMonitorPage(history: MonitorHistory, sources: MonitorSources): Promise<MonitorPageModel> {
  const { now, states, budgets, channels, conditions, worker } = sources
  const watch = await readWatch(history, { now, surfaces: states.doors, budgets })
  const { from, to } = watch.week
  const { watchedSince } = watch
  const probes = states.doors.reduce((sum, { probes: ofSurface }) => sum + ofSurface.length, 0)
  const [heartbeatAt, lastRuns, channelViews, skips] = await Promise.all([
    history.lastHeartbeat(),
    history.lastRuns(),
    readChannels(history, channels, now),
    probes > LISTED_PROBES ? undefined : history.runs({ from, to: now + 1, outcomes: ['skipped'], limit: SKIPS }),
  ])
  const browser = lastRuns
    .filter((run) => run.browser !== undefined)
    .toSorted((a, b) => b.startedAt - a.startedAt)[0]?.browser
  return {
    at: now,
    // After the clock was set back the heartbeat may lie in the future.
    ...defined({ heartbeatAt: heartbeatAt === undefined ? undefined : Math.min(heartbeatAt, now) }),
    ...defined({ worker: worker && workerView(worker), oldestRunAt: watchedSince }),
    ...defined({ browser: browser && oneLine(browser, 80) }),
    conditions: conditions.map((condition) => ({
      ...condition,
      text: oneLine(condition.text, 600),
      todo: oneLine(condition.todo, 400),
    })),
    notices: states.notices,
    channels: channelViews,
    health: watch.health,
    gaps: {
      range: { from: Math.max(from, Math.min(watchedSince ?? from, to - SHORTEST_MS)), to },
      isWhole: (watchedSince ?? from) <= from,
      lanes: watch.lanes.map((lane) => gapLaneOf(lane, skips ?? [])),
      ...defined({ lines: skips && gapLines(skips) }),
    },
  }
}

/** The fields that the page shows. */
function workerView(worker: MonitorWorker): MonitorWorker {
  const { startedAt, memory, diskFree, retention, copy } = worker
  return { startedAt, memory, retention, ...defined({ diskFree, copy }) }
}
