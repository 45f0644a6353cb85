import { MINUTE, SECOND } from '../model/time.ts'

/** A run that is about to be recorded is not late yet, ms. */
const GRACE_MS = 500
/** Starting a runner, a busy machine or a locked database delays a report by this much without anything being wrong, ms. */
const SHORTEST_WAIT_MS = 10 * SECOND
/** A worker writes its heartbeat every ten seconds; one without a heartbeat for this long is gone, ms. */
const WORKER_SILENT_MS = MINUTE

/** How long a probe has not reported, and how often it should. */
export interface Reporting {
  /** Since its last report, ms: by the wall clock for a reader, active time for the judge. */
  readonly quietMs: number
  /** The longest time between two of its slots, ms. */
  readonly everyMs: number
}

/**
 * Whether a probe is silent, so that its last result says nothing about now: a slot was due an interval after the last
 * report, and a second interval (for frequent probes at least ten seconds) passed without one. The only rule for silence;
 * judge, commands, report, dashboard and alerts all ask here.
 */
export function isSilent({ quietMs, everyMs }: Reporting): boolean {
  return quietMs > silentAfterMs(everyMs)
}

/** For how long a probe with this interval may be quiet before it is silent, ms. */
export function silentAfterMs(everyMs: number): number {
  return everyMs + Math.max(everyMs, SHORTEST_WAIT_MS) + GRACE_MS
}

/** Whether a worker is alive at `now` (epoch ms), by its last heartbeat; undefined: none holds a claim. */
export function isWorkerAlive(heartbeatAt: number | undefined, now: number): boolean {
  return heartbeatAt !== undefined && now - heartbeatAt <= WORKER_SILENT_MS
}
