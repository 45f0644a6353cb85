import type { NoticeView, NowModel, ProbeSchedule } from '../../dashboards/model.ts'
import { DAY, type History, type IncidentRecord, type Notice, pooledRate, type QuietWindow } from '../core/index.ts'
import { clean, failureView } from './clean.ts'
import { readDoors } from './doors.ts'
import { headlineOf, type OpenIncident } from './headline.ts'
import { titleOf } from './names.ts'
import { pagesNow } from './pages.ts'

/** What stands now: cheap to read, so that a live page can ask every few seconds. */
export async function buildNow(
  history: History,
  options: {
    readonly now: number
    readonly plans?: readonly ProbeSchedule[]
    /** The maintenance windows of the configuration. */
    readonly maintenance?: readonly QuietWindow[]
  },
): Promise<NowModel> {
  const { now } = options
  const day = { from: now - DAY, to: now + 1 }
  const [doors, records, notices, incidents] = await Promise.all([
    readDoors(history, options),
    history.witness(day),
    history.openNotices(),
    history.incidents({ from: now, to: now + 1 }),
  ])
  const shown = notices.map(noticeView).toSorted((a, b) => b.at - a.at)
  const open = incidents.filter((incident) => incident.resolvedAt === undefined)
  return {
    at: now,
    targets: [...new Set(doors.map((door) => door.target))],
    headline: headlineOf(doors, shown, await withRates(history, open), now),
    doors,
    notices: shown,
    pages: pagesNow(records, doors, day),
  }
}

/** The open incidents, with the rate of those whose surfaces were declared together. */
async function withRates(history: History, open: readonly IncidentRecord[]): Promise<readonly OpenIncident[]> {
  return Promise.all(
    open.map(async ({ name, target, impactAt, openedAt }) => {
      const opening = await history.transitions({ from: openedAt, to: openedAt + 1 })
      const rates = opening.flatMap((one) => (one.target === target ? (pooledRate(one.evidence) ?? []) : []))
      return { name, target, impactAt, ...(rates[0] ? { rate: rates[0] } : {}) }
    }),
  )
}

function noticeView(notice: Notice): NoticeView {
  return {
    target: notice.target,
    surface: notice.surface,
    title: titleOf(notice.surface),
    probe: notice.probe,
    blame: notice.blame,
    at: notice.at,
    text: clean(notice.text, 300),
    failure: failureView(notice.failure),
    ...(notice.artifacts ? { artifacts: notice.artifacts } : {}),
  }
}
