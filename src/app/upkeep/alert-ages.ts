import type { Incident, SystemClock } from '../../core/index.ts'

/** How long ago something happened, ms, by a clock that a change of the wall clock does not move. */
interface Ages {
  readonly sinceOpenedMs: number
  readonly sinceLastAlertMs: number
}

/**
 * Ages of open incidents and of their last alerts by the machine's uptime, which counts sleep. Only the first reading of
 * an incident uses the wall clock: nothing else measures the time before this process started.
 */
export interface AlertAges {
  of(incident: Pick<Incident, 'name' | 'openedAt'>, lastAlertAt: number | undefined): Ages
  /** An alert of the incident was planned just now. Call it after the commit. */
  alerted(name: string): void
  /** Forgets every other incident. */
  keepOnly(names: readonly string[]): void
}

interface Entry {
  /** Uptime at which the incident opened and at which its last alert was planned, ms. */
  readonly openedUptime: number
  readonly alertUptime: number
  /** The wall time of the alert that `alertUptime` stands for (epoch ms). */
  readonly lastAlertAt: number | undefined
}

export function createAlertAges(clock: Pick<SystemClock, 'now' | 'uptime'>): AlertAges {
  const entries = new Map<string, Entry>()
  return {
    of({ name, openedAt }, lastAlertAt = openedAt) {
      const [now, uptime] = [clock.now(), clock.uptime()]
      const before = entries.get(name)
      // Where the clock was set back, the incident is at least as old as its last alert.
      const openedUptime = before?.openedUptime ?? uptime - Math.max(0, now - openedAt, lastAlertAt - openedAt)
      const isSame = before?.lastAlertAt === lastAlertAt
      const alertUptime = before && isSame ? before.alertUptime : uptime - Math.max(0, now - lastAlertAt)
      entries.set(name, { openedUptime, alertUptime, lastAlertAt })
      return { sinceOpenedMs: uptime - openedUptime, sinceLastAlertMs: uptime - alertUptime }
    },
    alerted(name) {
      const entry = entries.get(name)
      if (entry) entries.set(name, { ...entry, alertUptime: clock.uptime() })
    },
    keepOnly(names) {
      const toKeep = new Set(names)
      for (const name of entries.keys()) if (!toKeep.has(name)) entries.delete(name)
    },
  }
}
