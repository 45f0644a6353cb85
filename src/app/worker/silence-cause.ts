import { clockTime } from '../../core/index.ts'
import type { RunningRun } from './launcher.ts'

/** Why a probe does not report, where the worker has a cause; else undefined. */
export function silenceCause(run: RunningRun | undefined, lastError: string | undefined): string | undefined {
  if (run) return `the run that began at ${clockTime(run.since)} has not ended`
  return lastError === undefined ? undefined : `its last run could not be stored: ${lastError}`
}
