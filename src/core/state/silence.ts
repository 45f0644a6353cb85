import { MINUTE, SECOND } from '../model/time.ts'

/** Allowance for storing a run that just ended, ms. */
const GRACE_MS = 500
/** Starting a runner, a busy machine or a locked database can delay a report by this much, ms. */
const SHORTEST_WAIT_MS = 10 * SECOND
/** A worker without a heartbeat for this long is dead, ms. Workers write one every ten seconds. */
const WORKER_SILENT_MS = MINUTE

/** The time since the last report of a probe, and its interval. */
interface Reporting {
  /** Time since the last report, ms: wall clock for readers, active time for the judge. */
  readonly quietMs: number
  /** The longest time between two of its slots, ms. */
  readonly everyMs: number
}

/**
 * Whether a probe is silent, so that its last result no longer counts: a slot was due one interval after the last report,
 * and a second interval (at least ten seconds) passed without a report. The only rule for silence: judge, commands,
 * report, dashboard and alerts use it.
 */
export function isSilent({ quietMs, everyMs }: Reporting): boolean {
  return quietMs > silentAfterMs(everyMs)
}

/** The time without a report after which a probe with this interval is silent, ms. */
export function silentAfterMs(everyMs: number): number {
  return everyMs + Math.max(everyMs, SHORTEST_WAIT_MS) + GRACE_MS
}

/** Whether a worker with this last heartbeat is alive at `now` (both epoch ms); `undefined`: no worker runs. */
export function isWorkerAlive(heartbeatAt: number | undefined, now: number): boolean {
  return heartbeatAt !== undefined && now - heartbeatAt <= WORKER_SILENT_MS
}
