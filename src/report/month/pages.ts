import type { MonthPage } from '../../../dashboards/model/month.ts'
import {
  DAY,
  defined,
  type IncidentRecord,
  isBroken,
  oneLine,
  type PageOnIncident,
  pageOnIncident,
  type StateSpan,
  type WitnessRecord,
} from '../../core/index.ts'
import { operationalDuringTrouble } from '../page-status.ts'

interface PageSources {
  readonly incidents: readonly IncidentRecord[]
  readonly states: readonly StateSpan[]
  /** With what was published after the month, and until when it was looked for (epoch ms). */
  readonly later: readonly WitnessRecord[]
  readonly laterTo: number
}

/** A page that was last read longer ago than this before the end of the search is not known, ms. */
const UNREAD_MS = 2 * DAY

/** An incident, and what the page of its provider showed on it. */
interface OnPage {
  readonly incident: IncidentRecord
  readonly page: PageOnIncident
}

/** The status pages as a league: the most reported first, then the soonest, then the least green while there was trouble. */
export function monthPages(records: readonly WitnessRecord[], from: PageSources): readonly MonthPage[] {
  return records
    .filter(({ reachability }) => reachability.some(({ voice }) => voice !== 'unwatched'))
    .map((record) => pageOf(record, from))
    .toSorted(
      (a, b) =>
        silentShare(a) - silentShare(b) ||
        (a.leadMs ?? Number.MAX_VALUE) - (b.leadMs ?? Number.MAX_VALUE) ||
        a.greenMs - b.greenMs,
    )
}

function silentShare({ silent, incidents }: MonthPage): number {
  return incidents === 0 ? 0 : silent / incidents
}

function pageOf(record: WitnessRecord, { incidents, states, later, laterTo }: PageSources): MonthPage {
  const { target } = record
  const read = incidents.flatMap((incident): readonly OnPage[] => {
    const page = incident.target === target ? pageOnIncident(incident, record) : undefined
    return page ? [{ incident, page }] : []
  })
  const leads = read.flatMap(({ incident, page }) =>
    page.firstAt === undefined ? [] : [page.firstAt - incident.openedAt],
  )
  const searched = later.find((one) => one.target === target)
  const days = postmortemDays(read, searched?.posts ?? [])
  return {
    ...{ target: oneLine(target, 40), incidents: read.length, silent: read.length - leads.length },
    first: leads.filter((lead) => lead < 0).length,
    late: leads.filter((lead) => lead >= 0).length,
    greenMs: operationalDuringTrouble(
      record,
      states.filter(({ state }) => isBroken(state)),
    ),
    postmortems: days.length,
    searched: searched?.reachability.some(({ voice, to }) => voice === 'heard' && to >= laterTo - UNREAD_MS) ?? false,
    ...defined({ leadMs: medianOf(leads), postmortemDays: medianOf(days) }),
  }
}

/** Days from the end of an incident to the post-mortem of what the page published on it; one for each on the page. */
function postmortemDays(read: readonly OnPage[], posts: WitnessRecord['posts']): readonly number[] {
  const seen = new Map<string, number>()
  for (const { incident, page } of read) {
    const about = new Set(page.posts.map((post) => post.incident))
    for (const { status, incident: id, at } of posts) {
      if (status !== 'postmortem' || !about.has(id) || seen.has(id)) continue
      seen.set(id, Math.max(0, at - (incident.resolvedAt ?? at)) / DAY)
    }
  }
  return [...seen.values()]
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}
