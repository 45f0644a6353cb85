import type { MonitorNotice, SkipReason } from '../../src/core/index.ts'
import type { ChannelView } from './alerts-page.ts'
import type { HealthView, NoticeView } from './model.ts'

/** Health of the monitor itself. Times epoch ms UTC, durations ms. */
export interface MonitorPageModel {
  readonly at: number
  /** Absent where the page is not served by a worker. */
  readonly worker?: MonitorWorker
  /** The last sign of life of a worker in the database; absent where none runs. */
  readonly heartbeatAt?: number
  /** Problems of the monitor itself: storage, dead-man switch, dashboard. */
  readonly conditions: readonly MonitorNotice[]
  /** The open notices: keys, probes, budgets, storage. */
  readonly notices: readonly NoticeView[]
  readonly channels: readonly ChannelView[]
  /** Over the last day. */
  readonly health: HealthView
  readonly gaps: MonitorGaps
  /** Start of the oldest stored run. */
  readonly oldestRunAt?: number
  /** Name and version of the browser of the newest run that had one. */
  readonly browser?: string
}

export interface MonitorWorker {
  readonly startedAt: number
  /** Bytes. */
  readonly memory: { readonly worker: number; readonly free: number; readonly total: number }
  readonly diskFree?: number
  readonly retention: { readonly runsMs: number; readonly hoursMs: number; readonly artifactsMs: number }
  /** The newest copy that an upgrade made of the database before it changed it. */
  readonly copy?: { readonly name: string; readonly at: number; readonly bytes: number }
}

/** When nothing was measured over the last days. */
interface MonitorGaps {
  /** The last seven days, or since the first run. */
  readonly range: { readonly from: number; readonly to: number }
  readonly isWhole: boolean
  readonly lanes: readonly GapLane[]
  /** Newest first; absent where there are too many probes to list them. */
  readonly lines?: readonly GapLine[]
}

export interface GapLane {
  readonly target: string
  readonly title: string
  /** Stretches without a result. `unwatched`: before the first run. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly watched: boolean }[]
  /** Share of the watched time that was measured; absent where it was never watched. */
  readonly measured?: number
}

/** Slots of several probes that were not run at the same time for the same reason. */
export interface GapLine {
  readonly from: number
  readonly until: number
  readonly slots: number
  readonly probes: number
  readonly reason: SkipReason
}
