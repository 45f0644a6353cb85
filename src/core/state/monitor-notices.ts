import type { DeadManFailure } from '../model/alert.ts'
import { formatDuration } from '../model/time.ts'

/** A condition of the monitor itself that affects how far its answers can be trusted. */
export interface MonitorNotice {
  /**
   * `storage`: results do not reach the database, so what it holds is stale. `deadMan`: the dead-man switch is not pinged.
   */
  readonly kind: 'storage' | 'dashboard' | 'deadMan'
  readonly text: string
  readonly todo: string
  /** Since when, epoch ms. */
  readonly since?: number
}

/** Why results do not reach the database. */
export interface StorageFailure {
  /** Epoch ms. */
  readonly since: number
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly heldRuns: number
  readonly droppedRuns: number
}

/** What is wrong with the monitor itself. */
export interface MonitorCondition {
  readonly storage?: StorageFailure
  /** `addressName`: the name of the variable with the address of the switch. */
  readonly deadMan?: DeadManFailure & { readonly addressName: string }
  /** Why the dashboard listens elsewhere than configured. */
  readonly dashboard?: { readonly text: string; readonly todo: string }
}

/**
 * What is wrong with the monitor itself, as sentences; the same on the page and from `status`.
 * @param now epoch ms
 * @param source the source of the states that are shown with them
 */
export function monitorNoticesOf(
  { storage, deadMan, dashboard }: MonitorCondition,
  now: number,
  source: 'database' | 'worker',
): readonly MonitorNotice[] {
  return [
    ...(storage ? [storageNotice(storage, now, source)] : []),
    ...(deadMan ? [deadManNotice(deadMan, now)] : []),
    ...(dashboard ? [{ kind: 'dashboard' as const, ...dashboard }] : []),
  ]
}

function storageNotice(
  { since, message, hint, heldRuns, droppedRuns }: StorageFailure,
  now: number,
  source: 'database' | 'worker',
): MonitorNotice {
  const dropped = droppedRuns > 0 ? `, ${droppedRuns} more are lost` : ''
  return {
    ...{ kind: 'storage', since },
    text: `the worker cannot store results since ${formatDuration(Math.max(0, now - since))} ago: ${message}. It continues to probe and alert; ${heldRuns} results wait in memory${dropped}. ${source === 'worker' ? 'The states below come from the worker' : 'The states below are older than that'}`,
    todo: hint ?? 'See the log of the worker.',
  }
}

function deadManNotice(
  { since, why, addressName }: NonNullable<MonitorCondition['deadMan']>,
  now: number,
): MonitorNotice {
  return {
    ...{ kind: 'deadMan', since },
    text: `the dead-man switch has not been pinged for ${formatDuration(Math.max(0, now - since))}: ${why}. It alerts when its grace time is over`,
    todo: `Fix the cause. Where the switch itself answers wrongly or not at all, check its address in ${addressName}.`,
  }
}
