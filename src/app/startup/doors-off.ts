import type { Log, Target } from '../../core/index.ts'

/** Logs which doors are off on purpose, why, and how to turn them on. */
export function logDoorsOff(targets: readonly Target[], log: Log): void {
  for (const { name, off } of targets) {
    for (const { doors, why, hint } of off ?? []) log.warn(`${name}: ${doors.join(', ')} are off: ${why}`, { hint })
  }
}
