import { readWorkerNote } from '../../app/index.ts'
import { type Config, withheldNotice } from '../../config/index.ts'
import { formatDuration } from '../../core/index.ts'
import type { Reader } from './reader.ts'

/** A condition of the monitor itself that affects how far its answers can be trusted. */
export interface MonitorNotice {
  /** `storage`: results do not reach the database, so what it holds is stale. */
  readonly kind: 'storage' | 'dashboard'
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

export function noticeText({ text, todo }: MonitorNotice): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}. ${todo}\n`
}

export function noticeJson({ since, ...rest }: MonitorNotice) {
  return { ...rest, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) }
}
