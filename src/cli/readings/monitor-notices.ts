import { readWorkerNote } from '../../app/index.ts'
import { type Config, withheldNotice } from '../../config/index.ts'
import { formatDuration } from '../../core/index.ts'
import type { Reader } from './reader.ts'

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

/**
 * Problems of the monitor itself that its files and configuration show.
 * @param now epoch ms
 * @param source the source of the states that are shown with them
 */
export function monitorNotices(config: Config, now: number, source: Reader['source']): readonly MonitorNotice[] {
  const withheld = withheldNotice(config.dashboard)
  return [
    ...storageNotices(config.stateDir, now, source),
    ...deadManNotices(config, now),
    ...(withheld ? [{ kind: 'dashboard' as const, ...withheld }] : []),
  ]
}

function storageNotices(stateDir: string, now: number, source: Reader['source']): readonly MonitorNotice[] {
  const storage = readWorkerNote(stateDir)?.storage
  if (!storage) return []
  const { since, message, hint, heldRuns, droppedRuns } = storage
  const dropped = droppedRuns > 0 ? `, ${droppedRuns} more are lost` : ''
  return [
    {
      kind: 'storage',
      since,
      text: `the worker cannot store results since ${formatDuration(Math.max(0, now - since))} ago: ${message}. It continues to probe and alert; ${heldRuns} results wait in memory${dropped}. ${source === 'worker' ? 'The states below come from the worker' : 'The states below are older than that'}`,
      todo: hint ?? 'See the log of the worker.',
    },
  ]
}

function deadManNotices({ stateDir, deadMan }: Config, now: number): readonly MonitorNotice[] {
  const failure = deadMan && readWorkerNote(stateDir)?.deadMan
  if (!failure) return []
  const { since, why } = failure
  return [
    {
      kind: 'deadMan',
      since,
      text: `the dead-man switch has not been pinged for ${formatDuration(Math.max(0, now - since))}: ${why}. It alerts when its grace time is over`,
      todo: `Fix the cause. Where the switch itself answers wrongly or not at all, check its address in ${deadMan.url.name}.`,
    },
  ]
}

export function noticeText({ text, todo }: MonitorNotice): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}. ${todo}\n`
}

export function noticeJson({ since, ...rest }: MonitorNotice) {
  return { ...rest, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) }
}
