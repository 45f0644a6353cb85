import type { MonthPage } from '../../../dashboards/model/month.ts'
import {
  DAY,
  defined,
  type IncidentRecord,
  isBroken,
  median,
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
  /** The same records up to `laterTo` (epoch ms), for what was published after the month. */
  readonly later: readonly WitnessRecord[]
  readonly laterTo: number
}

/** A page whose last reading is older than this at the end of the search counts as not searched, ms. */
const UNREAD_MS = 2 * DAY

/** An incident, and the posts and statuses of the status page on it. */
interface OnPage {
  readonly incident: IncidentRecord
  readonly page: PageOnIncident
}

/** The status pages, ranked: the most incidents reported first, then the shortest lag, then the least green during trouble. */
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
  const searched = later.find((record) => record.target === target)
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
    ...defined({ leadMs: median(leads), postmortemDays: median(days) }),
  }
}

/** Days from the end of an incident to its post-mortem on the page; one for each post-mortem. */
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
