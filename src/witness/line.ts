import type { Claim, PageComponent, PageIncident, WitnessMemory } from '../core/index.ts'

const WORDS: Readonly<Record<Claim, string>> = {
  operational: 'operational',
  under_maintenance: 'under maintenance',
  degraded_performance: 'degraded performance',
  partial_outage: 'partial outage',
  major_outage: 'major outage',
  unknown: 'no word we know',
}
const NAMED = 3

/**
 * What the page says, to follow "the status page says: ": "all systems operational (read 21:04:40 UTC)",
 * "nothing, it could not be read (HTTP 405 since 20:58:03 UTC)". Undefined where it was never read.
 */
export function witnessLine(memory: WitnessMemory | undefined): string | undefined {
  if (!memory || memory.voice === 'unwatched') return undefined
  if (memory.voice !== 'heard') {
    return `nothing, it could not be read (${memory.message ?? memory.voice} since ${clockTime(memory.voiceSince)})`
  }
  const troubled = memory.components.filter(({ status }) => status !== 'operational')
  const parts = [
    troubled.length === 0 ? 'all systems operational' : componentText(troubled),
    ...incidentText(memory.incidents),
  ]
  return `${parts.join('; ')} (read ${clockTime(memory.heardAt ?? memory.voiceSince)})`
}

function componentText(troubled: readonly PageComponent[]): string {
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

/** `21:04:40 UTC` */
function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`
}
