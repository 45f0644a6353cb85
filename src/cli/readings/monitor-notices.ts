import { readWorkerNote } from '../../app/index.ts'
import { type Config, withheldNotice } from '../../config/index.ts'
import { formatDuration } from '../../core/index.ts'

/** Something about the monitor itself that whoever asks for a status should know. */
export interface MonitorNotice {
  /** `storage`: what is measured does not reach the database, so that what is read from it is old. */
  readonly kind: 'storage' | 'dashboard'
  readonly text: string
  readonly todo: string
  /** Since when, epoch ms. */
  readonly since?: number
}

/** What is wrong with the monitor, as far as files and configuration show. @param now epoch ms */
export function monitorNotices(config: Config, now: number): readonly MonitorNotice[] {
  const withheld = withheldNotice(config.dashboard)
  return [...storageNotices(config.stateDir, now), ...(withheld ? [{ kind: 'dashboard' as const, ...withheld }] : [])]
}

function storageNotices(stateDir: string, now: number): readonly MonitorNotice[] {
  const storage = readWorkerNote(stateDir)?.storage
  if (!storage) return []
  const { since, message, hint, heldRuns, droppedRuns } = storage
  const dropped = droppedRuns > 0 ? `, ${droppedRuns} more are lost` : ''
  return [
    {
      kind: 'storage',
      since,
      text: `for ${formatDuration(Math.max(0, now - since))} the worker has not been able to store what it measures: ${message}. It goes on probing and alerting; ${heldRuns} results wait in memory${dropped}. The states below are from before`,
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
