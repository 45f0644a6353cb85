import type {
  IncidentPageModel,
  PostView,
  RequestIdView,
  RunComparison,
} from '../../../dashboards/model/incident-page.ts'
import {
  defined,
  type History,
  type IncidentRecord,
  incidentRuns,
  MINUTE,
  type OutageHistory,
  oneLine,
  ownerOf,
  PAGE_BEFORE_MS,
  pageOnIncident,
  type SurfaceRuns,
  type WitnessRecord,
  withRequests,
} from '../../core/index.ts'
import { priceOutage, readOutages } from '../../costs/index.ts'
import { costView } from '../costs.ts'
import { incidentView } from '../incidents.ts'
import { pageRows } from '../page-incident.ts'
import { readStepBaselines } from '../step-baselines.ts'
import { compareRuns } from './compare.ts'
import { missingFrom } from './missing.ts'
import { timelineOf } from './timeline.ts'

/** Transitions just before the first failing run, and the confirm run of the end, belong to it, ms. */
const AROUND_MS = 2 * MINUTE
const ALERTS = 500
const CONFIRM_RUNS = 100
const POSTS = 50
const LONGEST_POST = 2_000

/** The history that the page of an incident reads. */
export type IncidentHistory = OutageHistory &
  Pick<History, 'incidentNamed' | 'runs' | 'transitions' | 'alerts' | 'witness' | 'measures'>

/** One incident with all its stored records; undefined where no incident has this name. @param now epoch ms */
export async function buildIncidentPage(
  history: IncidentHistory,
  { name, now }: { readonly name: string; readonly now: number },
): Promise<IncidentPageModel | undefined> {
  const incident = await history.incidentNamed(name)
  if (!incident) return undefined
  const { target } = incident
  // After the clock was set back an incident may begin after now.
  const end = Math.max(incident.resolvedAt ?? now, incident.openedAt)
  const range = { from: incident.impactAt - AROUND_MS, to: end + AROUND_MS, target }
  const [records, transitions, alerts, confirmed, runs, baselines, outages] = await Promise.all([
    history.witness({ ...range, from: incident.impactAt - PAGE_BEFORE_MS }),
    history.transitions(range),
    history.alerts({ stream: name, limit: ALERTS }),
    history.runs({ ...range, outcomes: ['failed', 'slow'], triggers: ['confirm'], limit: CONFIRM_RUNS }),
    incidentRuns(history, incident).then((runs) => withRequests(history, runs)),
    readStepBaselines(
      history,
      incident.surfaces.map(({ surface }) => ({ target, surface })),
      incident.impactAt,
    ),
    readOutages(history, [incident], now),
  ])
  const [outage] = outages
  const record = records.find((candidate) => candidate.target === target)
  const names = new Set(incident.surfaces.map(({ surface }) => surface))
  const within = transitions.filter(
    (transition) => names.has(transition.surface) && transition.at >= incident.impactAt && transition.at <= end,
  )
  const failureOf = (name: string) => incident.surfaces.find(({ surface }) => surface === name)?.failure
  const compared = runs.flatMap((surfaceRuns) => {
    const { surface, failing } = surfaceRuns
    const comparison = compareRuns(surfaceRuns, {
      baselineOf: baselines(failing),
      ...defined({ failure: failureOf(surface) }),
    })
    return comparison ? [{ surface, comparison }] : []
  })
  return {
    at: now,
    incident: {
      ...incidentView(incident, 1, { now: end, transitions, runs: confirmed, record }),
      ...defined({ cost: outage && costView(priceOutage(outage)) }),
    },
    ...brokenOf(incident, compared),
    ...defined({ owner: ownerOf(incident) }),
    detectionMs: Math.max(0, incident.openedAt - incident.impactAt),
    comparisons: compared.map(({ comparison }) => comparison),
    timeline: timelineOf({ incident, runs, transitions: within, alerts, page: pageRows(incident, record).rows }),
    posts: postsOf(incident, record),
    requestIds: requestIdsOf(runs),
    missing: missingFrom(incident, { runs, hasMoreAlerts: alerts.length >= ALERTS }),
  }
}

interface Compared {
  readonly surface: string
  readonly comparison: RunComparison
}

/** The first surface that broke; while others are broken, none that has recovered. */
function brokenOf(incident: IncidentRecord, compared: readonly Compared[]): Pick<IncidentPageModel, 'broken'> {
  const isBroken = ({ surface }: Compared) =>
    incident.surfaces.some(
      (member) => member.surface === surface && (member.recoveredAt ?? member.retiredAt) === undefined,
    )
  const { comparison } = compared.find(isBroken) ?? compared[0] ?? {}
  const failure = comparison?.failing.failure
  return comparison && failure
    ? { broken: { title: comparison.title, outcome: comparison.failing.outcome, failure } }
    : {}
}

function postsOf(incident: IncidentRecord, record: WitnessRecord | undefined): readonly PostView[] {
  const posts = pageOnIncident(incident, record)?.posts ?? []
  return posts.slice(0, POSTS).map(({ at, status, name, text }) => {
    return { at, status, name: oneLine(name, 200), text: oneLine(text, LONGEST_POST) }
  })
}

function requestIdsOf(runs: readonly SurfaceRuns[]): readonly RequestIdView[] {
  const requests = runs.flatMap(({ failing, confirms }) =>
    [failing, ...confirms].flatMap((run) => {
      const id = run?.failure?.requestId
      return run && id !== undefined ? [{ at: run.startedAt, probe: oneLine(run.probe, 60), id: oneLine(id, 100) }] : []
    }),
  )
  return requests.toSorted((a, b) => a.at - b.at)
}
