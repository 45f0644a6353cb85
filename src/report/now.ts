import type {
  AfterwardsView,
  NoticeView,
  NowModel,
  ProbeSchedule,
  SurfaceFilter,
} from '../../dashboards/model/model.ts'
import {
  DAY,
  type DeadManFailure,
  defined,
  type History,
  type IncidentRecord,
  type Notice,
  type OpenAfterwards,
  oneLine,
  PEOPLE_WINDOW_MS,
  peopleWitnesses,
  pooledRate,
  type QuietWindow,
  surfaceId,
  surfaceTitle,
} from '../core/index.ts'
import { refusedChannels } from './alerts-page.ts'
import { type CostedPlan, readOpenCosts } from './costs.ts'
import { failureView } from './failure-view.ts'
import { filled } from './filled.ts'
import { headlineOf, type OpenIncident } from './headline.ts'
import { isSmall, overviewOf } from './overview.ts'
import { pagesNow } from './pages.ts'
import { readSurfaces, withRecentRuns } from './surfaces.ts'

interface NowOptions {
  readonly now: number
  readonly plans?: readonly ProbeSchedule[]
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
  /** Why the dead-man switch is not pinged. */
  readonly deadMan?: DeadManFailure
  /** The workflows by which open outages are priced. Default: no costs are shown. */
  readonly costs?: CostedPlan
}

/** The states of readSurfaceStates, every surface with its newest runs. */
export async function withAllRuns(history: History, states: NowModel): Promise<NowModel> {
  return { ...states, doors: await withRecentRuns(history, states.doors) }
}

/** The current state of every surface, without its newest runs: cheap, because a live page asks every few seconds. */
export async function readSurfaceStates(history: History, options: NowOptions): Promise<NowModel> {
  const { now } = options
  const day = { from: now - DAY, to: now + 1 }
  const [surfaces, records, notices, incidents, backlogs, reports] = await Promise.all([
    readSurfaces(history, options),
    history.witness(day),
    history.openNotices(),
    history.incidents({ from: now, to: now + 1 }),
    history.channelBacklogs(now),
    history.reports({ from: now - PEOPLE_WINDOW_MS, to: now + 1 }),
  ])
  const items = (await history.afterwards()).map(afterwardsView)
  const noticeViews = notices.map(noticeView).toSorted((a, b) => b.at - a.at)
  const people = peopleWitnesses(reports, now)
  const open = incidents.filter((incident) => incident.resolvedAt === undefined)
  const costs = await readOpenCosts(history, options.costs, open, now)
  return {
    at: now,
    targets: [...new Set(surfaces.map((surface) => surface.target))],
    headline: headlineOf(surfaces, noticeViews, await withRates(history, open), now),
    doors: surfaces,
    incidents: open.map(({ name, target, acknowledgement }) => ({ name, target, ...defined({ acknowledgement }) })),
    notices: noticeViews,
    ...defined({ costs: filled(costs), afterwards: filled(items) }),
    channels: refusedChannels(backlogs),
    ...defined({ deadMan: options.deadMan, people: filled(people) }),
    pages: pagesNow(records, surfaces, day),
  }
}

/** Most open incidents whose rate is read; the headline shows no more. */
const RATED = 8

/** The open incidents, with the pooled failure rate where several surfaces were declared together. */
async function withRates(history: History, open: readonly IncidentRecord[]): Promise<readonly OpenIncident[]> {
  return Promise.all(
    open.map(async ({ name, target, impactAt, openedAt }, index) => {
      if (index >= RATED) return { name, target, impactAt }
      const opening = await history.transitions({ from: openedAt, to: openedAt + 1 })
      const rates = opening.flatMap((opened) => (opened.target === target ? (pooledRate(opened.evidence) ?? []) : []))
      return { name, target, impactAt, ...defined({ rate: rates[0] }) }
    }),
  )
}

/** The states as a page draws them: with the newest runs of surfaces that have a card. */
export async function withDrawnRuns(history: History, states: NowModel, filter: SurfaceFilter): Promise<NowModel> {
  const { doors: surfaces } = states
  if (isSmall(surfaces, filter)) return withAllRuns(history, states)
  const overview = overviewOf(surfaces, filter)
  const cards = await withRecentRuns(
    history,
    overview.groups.flatMap((group) => group.cards),
  )
  const complete = new Map(cards.map((surface) => [surfaceId(surface), surface]))
  const groups = overview.groups.map((group) => ({
    ...group,
    cards: group.cards.map((surface) => complete.get(surfaceId(surface)) ?? surface),
  }))
  return { ...states, overview: { ...overview, groups } }
}

function afterwardsView({ id, incident, workflow, item, at }: OpenAfterwards): AfterwardsView {
  return { id, incident, workflow: oneLine(workflow, 60), item: oneLine(item, 300), at }
}

/** A notice as the pages show it. */
export function noticeView(notice: Notice): NoticeView {
  return {
    target: notice.target,
    surface: notice.surface,
    title: surfaceTitle(notice.surface),
    probe: notice.probe,
    blame: notice.blame,
    at: notice.at,
    text: oneLine(notice.text, 300),
    failure: failureView(notice.failure),
    ...defined({ artifacts: notice.artifacts }),
  }
}
