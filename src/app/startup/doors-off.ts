import type { Log, Target } from '../../core/index.ts'

/** Says which doors are left alone on purpose, and what to do to have them tried. */
export function tellDoorsOff(targets: readonly Target[], log: Log): void {
  for (const { name, off } of targets) {
    for (const { doors, why, hint } of off ?? []) log.warn(`${name}: ${doors.join(', ')} are off: ${why}`, { hint })
  }
}
