import { readWorkerNote } from '../../app/index.ts'
import { type Config, withheldNotice } from '../../config/index.ts'
import { capital, defined, type MonitorNotice, monitorNoticesOf } from '../../core/index.ts'
import type { Reader } from './reader.ts'

/**
 * Problems of the monitor itself that its files and configuration show.
 * @param now epoch ms
 * @param source the source of the states that are shown with them
 */
export function monitorNotices(config: Config, now: number, source: Reader['source']): readonly MonitorNotice[] {
  const note = readWorkerNote(config.stateDir)
  const deadMan = note?.deadMan && config.deadMan && { ...note.deadMan, addressName: config.deadMan.url.name }
  const condition = defined({ storage: note?.storage, deadMan, dashboard: withheldNotice(config.dashboard) })
  return monitorNoticesOf(condition, now, source)
}

export function noticeText({ text, todo }: MonitorNotice): string {
  return `${capital(text)}. ${todo}\n`
}

export function noticeJson({ since, ...rest }: MonitorNotice) {
  return { ...rest, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) }
}
