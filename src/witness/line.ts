import {
  type ComponentStatus,
  clockTime,
  type PageComponent,
  type PageIncident,
  type PageMaintenance,
  type WitnessMemory,
} from '../core/index.ts'

const WORDS: Readonly<Record<ComponentStatus, string>> = {
  operational: 'operational',
  under_maintenance: 'under maintenance',
  degraded_performance: 'degraded performance',
  partial_outage: 'partial outage',
  major_outage: 'major outage',
  unknown: 'unrecognised status',
}
const NAMED = 3

/**
 * The status of the page, to follow "the status page says: ": "all systems operational (read 21:04:40 UTC)",
 * "nothing, it could not be read (HTTP 405 since 20:58:03 UTC)". Undefined where it was never read.
 */
export function witnessLine(memory: WitnessMemory | undefined): string | undefined {
  if (!memory || memory.voice === 'unwatched') return undefined
  if (memory.voice !== 'heard') {
    return `nothing, it could not be read (${memory.message ?? memory.voice} since ${clockTime(memory.voiceSince)})`
  }
  const parts = [
    ...summaryText(memory),
    ...incidentText(memory.incidents),
    ...(memory.maintenances ?? []).slice(0, NAMED).map(maintenanceText),
  ]
  return `${parts.join('; ')} (read ${clockTime(memory.heardAt ?? memory.voiceSince)})`
}

/** "All systems operational" only where no entry of the page contradicts it, and all of them could be read. */
function summaryText({ components, unreadable = 0, maintenances = [], headline }: WitnessMemory): readonly string[] {
  const troubled = components.filter(({ status }) => status !== 'operational')
  if (troubled.length > 0) return [troubledText(troubled), ...unreadableText(unreadable)]
  if (unreadable > 0) return [`${components.length} operational`, ...unreadableText(unreadable)]
  if (maintenances.length > 0) return ['all components operational']
  return headline === undefined
    ? ['all systems operational']
    : [`all components operational; page status "${headline}"`]
}

function unreadableText(count: number): readonly string[] {
  if (count === 0) return []
  return [count === 1 ? '1 entry of the page could not be read' : `${count} entries of the page could not be read`]
}

function maintenanceText({ name, since }: PageMaintenance): string {
  return `maintenance "${name}" (in progress since ${clockTime(since)})`
}

function troubledText(troubled: readonly PageComponent[]): string {
  const named = troubled.slice(0, NAMED).map(({ name, status }) => `${name}: ${WORDS[status]}`)
  const more = troubled.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function incidentText(open: readonly PageIncident[]): readonly string[] {
  const newest = open.toSorted((a, b) => b.since - a.since)[0]
  if (!newest) return []
  const others = open.length > 1 ? ` and ${open.length - 1} more` : ''
  return [`incident "${newest.name}" (${newest.status} since ${clockTime(newest.since)})${others}`]
}
