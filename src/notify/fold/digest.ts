import {
  type Alert,
  type AlertKind,
  count,
  cutText,
  isEnd,
  isOngoing,
  listOf,
  oneLine,
  plural,
  practisedKind,
  type State,
  streamOf,
  worstState,
} from '../../core/index.ts'
import { HEADLINE_LIST, isOrAre, momentOf } from '../text/words.ts'
import { newestOfEach } from './message.ts'

/** Most incidents and notices with a line of their own. */
const MOST_LINES = 20
/** Length of such a line, in characters: all of them fit one section of a Slack message. */
const LINE_CHARACTERS = 135
const MOST_LINKS = 3

interface Group {
  readonly has: (alert: Alert) => boolean
  /** "12 targets are DOWN"; `are` is "are still" where every alert is a reminder. */
  readonly words: (targets: string, are: string) => string
}

const ofKind = (kind: AlertKind) => (alert: Alert) => practisedKind(alert) === kind

const inState = (state: State) => (alert: Alert) =>
  isOngoing(alert) && worstState(alert.surfaces.map(({ state }) => state)) === state

/** The worst news first. */
const GROUPS: readonly Group[] = [
  { has: inState('down'), words: (targets, are) => `${targets} ${are} DOWN` },
  { has: inState('degraded'), words: (targets, are) => `${targets} ${are} DEGRADED` },
  { has: isOngoing, words: (targets) => `${targets} in an open incident` },
  { has: ofKind('trouble'), words: (targets) => `trouble of the monitor with ${targets}` },
  { has: ofKind('notice'), words: (targets) => `repair needed for ${targets}` },
  { has: ofKind('resolved'), words: (targets) => `${targets} recovered` },
  { has: ofKind('cleared'), words: (targets) => `the monitor works again for ${targets}` },
  { has: ofKind('proof'), words: (targets, are) => `${targets} ${are} watched` },
  { has: ofKind('test'), words: (targets) => `tests of ${targets}` },
]

/** What is true now, worst first: the newest alert of each incident and notice. */
export function inOrderOfNews(parts: readonly Alert[]): readonly Alert[] {
  const newest = newestOfEach(parts)
  const ranked = newest.map((alert) => ({ alert, rank: GROUPS.findIndex(({ has }) => has(alert)) }))
  return ranked.sort((a, b) => a.rank - b.rank).map(({ alert }) => alert)
}

/**
 * "12 targets are DOWN: a, b, c, d, e, f and 6 more; 2 targets recovered: g and h"; of one target, its worst news and how
 * much more there is.
 * @param news worst first, at least one
 */
export function digestHeadline(news: readonly Alert[]): string {
  const [lead] = news
  if (lead && news.every(({ target }) => target === lead.target)) {
    return `${oneLine(lead.headline, 280)}; ${count(news.length - 1)} more`
  }
  const remaining = new Set(news)
  const clauses = GROUPS.flatMap(({ has, words }) => {
    const group = [...remaining].filter(has)
    for (const alert of group) remaining.delete(alert)
    const targets = [...new Set(group.map(({ target }) => oneLine(target, 40)))]
    if (targets.length === 0) return []
    const still = group.every((alert) => practisedKind(alert) === 'reminder') ? ' still' : ''
    const clause = words(plural(targets.length, 'target'), `${isOrAre(targets)}${still}`)
    return [`${clause}: ${listOf(targets, HEADLINE_LIST)}`]
  })
  return oneLine(clauses.join('; '), 300)
}

/**
 * One line for each incident and notice, as far as there is room. Where its opening is in the digest too, the line of an
 * end says both.
 * @param news the newest alert of each incident and notice
 * @param alerts all that the digest stands for
 */
export function digestLines(news: readonly Alert[], alerts: readonly Alert[]): readonly string[] {
  const now = Math.max(...alerts.map(({ at }) => at))
  const listed = news.slice(0, MOST_LINES)
  const more = news.length - listed.length
  return [
    ...listed.map((alert) => digestLine(alert, alerts, now)),
    ...(more > 0 ? [`And ${count(more)} more; doorwatch status lists all of them.`] : []),
  ]
}

function digestLine(alert: Alert, alerts: readonly Alert[], now: number): string {
  const opening = isEnd(alert) ? alerts.find((earlier) => streamOf(earlier) === streamOf(alert)) : undefined
  if (!opening || opening === alert) return cutText(newsOf(alert, now), LINE_CHARACTERS)
  const room = Math.floor(LINE_CHARACTERS / 2) - 2
  return `${cutText(newsOf(alert, now), room)} (${cutText(newsOf(opening, now), room)})`
}

/** "21:04:37 UTC: claude: login is DOWN" */
function newsOf({ at, headline }: Alert, now: number): string {
  return `${momentOf(at, now)}: ${oneLine(headline, 300)}`
}

/** Links to the first incidents, each named by its target. */
export function digestLinks(news: readonly Alert[]): Alert['links'] {
  return news
    .flatMap(({ target, links: [link] }) => (link ? [{ ...link, text: `${link.text}: ${oneLine(target, 40)}` }] : []))
    .slice(0, MOST_LINKS)
}
