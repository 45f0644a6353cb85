import type { EvidenceView, IncidentView, TrendModel } from '../../dashboards/model/model.ts'
import {
  coveredMs,
  defined,
  type History,
  type IncidentRecord,
  isBroken,
  measuredTrouble,
  namedSurfaces,
  oneLine,
  type Range,
  type RunRecord,
  STATE_RANK,
  type State,
  surfaceTitle,
  type TimelineEntry,
  type Transition,
  type WitnessRecord,
  worstState,
} from '../core/index.ts'
import { failureView, LONGEST_LINE } from './failure-view.ts'
import { bySurface, titleList } from './names.ts'
import { pageRows } from './page-incident.ts'

/** Incidents shown in full; the others are counted. */
const SHOWN = 40
const TIMELINE = 60
/** Surfaces of one incident that are listed. */
const SURFACES = 24
const EVIDENCE_RUNS = 400
const EVIDENCE_PER_INCIDENT = 4
/** A confirm run may end shortly before or after the incident is declared, ms. */
const AROUND_MS = 120_000

/** The incidents of the range, newest first, each with the reasons for it and its evidence. */
export async function readIncidents(
  history: History,
  range: Range,
  records: readonly WitnessRecord[],
  isWanted: (incident: IncidentRecord) => boolean = () => true,
): Promise<TrendModel['incidents']> {
  const all = (await history.incidents(range)).filter(isWanted)
  const listed = shownOf(all)
  if (listed.length === 0) return { total: 0, shown: [] }
  const from = Math.min(...listed.map((incident) => incident.impactAt)) - AROUND_MS
  const [transitions, runs] = await Promise.all([
    history.transitions({ from, to: range.to + 1 }),
    history.runs({ from, to: range.to + 1, outcomes: ['failed', 'slow'], triggers: ['confirm'], limit: EVIDENCE_RUNS }),
  ])
  const view = (incident: IncidentRecord) =>
    incidentView(incident, all.length - all.indexOf(incident), {
      now: range.to,
      transitions,
      runs,
      record: records.find((record) => record.target === incident.target),
    })
  return { total: all.length, shown: listed.map(view) }
}

/** The open incidents, however long ago they began, and the newest of the others; newest first. */
function shownOf(all: readonly IncidentRecord[]): readonly IncidentRecord[] {
  if (all.length <= SHOWN) return all
  const [open, over] = [true, false].map((isOpen) =>
    all.filter((incident) => (incident.resolvedAt === undefined) === isOpen),
  )
  const selection = new Set([...(open ?? []), ...(over ?? [])].slice(0, SHOWN))
  return all.filter((incident) => selection.has(incident))
}

/** The records that one incident is shown with. */
interface IncidentSources {
  /** End of the range, epoch ms. */
  readonly now: number
  readonly transitions: readonly Transition[]
  readonly runs: readonly RunRecord[]
  /** The status page of its target. */
  readonly record: WitnessRecord | undefined
}

/** One incident as the pages show it. */
export function incidentView(incident: IncidentRecord, number: number, sources: IncidentSources): IncidentView {
  const { rows, page } = pageRows(incident, sources.record)
  const { target, impactAt, openedAt, resolvedAt } = incident
  return {
    name: incident.name,
    number,
    target,
    title: incidentTitle(incident),
    scope: oneLine(
      resolvedAt === undefined ? incident.scope : (incident.widest?.scope ?? incident.scope),
      LONGEST_LINE,
    ),
    worst: worstStateOf(incident),
    ...{ impactAt, openedAt },
    ...defined({ resolvedAt }),
    troubleMs: troubleMsOf(incident, sources),
    ...defined({
      acknowledgement: incident.acknowledgement,
      closed: incident.closed && oneLine(incident.closed, LONGEST_LINE),
    }),
    surfaces: worstSurfaces(incident)
      .map(surfaceView)
      .toSorted((a, b) => bySurface({ target, ...a }, { target, ...b })),
    ...defined({ moreSurfaces: incident.surfaces.length > SURFACES ? incident.surfaces.length - SURFACES : undefined }),
    timeline: [...incident.timeline.slice(0, TIMELINE).map(timelineRow), ...rows].toSorted((a, b) => a.at - b.at),
    reasons: reasonsOf(incident, sources.transitions),
    evidence: evidenceOf(incident, sources.runs),
    ...defined({ page }),
  }
}

function troubleMsOf(
  { target, impactAt, resolvedAt, surfaces }: IncidentRecord,
  { transitions, now }: IncidentSources,
): number {
  const end = resolvedAt ?? now
  const names = surfaces.map(({ surface }) => surface)
  const ofIncident = transitions.filter(
    (transition) => transition.target === target && names.includes(transition.surface),
  )
  const within = measuredTrouble(ofIncident, end)
    .map(({ from, to }) => ({ from: Math.max(from, impactAt), to: Math.min(to, end) }))
    .filter(({ from, to }) => to > from)
  return within.length > 0 ? coveredMs(within) : end - impactAt
}

function timelineRow({ at, kind, text, to }: TimelineEntry): IncidentView['timeline'][number] {
  return { at, kind, text: oneLine(text, LONGEST_LINE), ...defined({ to }) }
}

/** 'Login and chat down, API degraded'; while it is open without the surfaces that work again */
export function incidentTitle(incident: IncidentRecord): string {
  const named = namedSurfaces(incident)
  const states = (['down', 'degraded'] as const).filter((state) => named.some((surface) => surface.worst === state))
  const clauses = states.map((state, index) => {
    const affected = named
      .filter((surface) => surface.worst === state)
      .map((surface) => ({ ...surface, target: incident.target }))
    const titles = affected.toSorted(bySurface).map((surface) => surfaceTitle(surface.surface))
    return `${titleList(titles, index === 0 ? 'capital' : 'inside')} ${state}`
  })
  return clauses.join(', ') || 'No surface'
}

/** The worst state that a surface of the incident was in. */
export function worstStateOf({ surfaces }: Pick<IncidentRecord, 'surfaces'>): State {
  return worstState(surfaces.map(({ worst }) => worst))
}

function worstSurfaces({ surfaces }: IncidentRecord): IncidentRecord['surfaces'] {
  if (surfaces.length <= SURFACES) return surfaces
  return surfaces.toSorted((a, b) => STATE_RANK[b.worst] - STATE_RANK[a.worst]).slice(0, SURFACES)
}

function surfaceView(member: IncidentRecord['surfaces'][number]): IncidentView['surfaces'][number] {
  const { surface, state, worst, since, recoveredAt, failure } = member
  return {
    ...{ surface, title: surfaceTitle(surface), state, worst, since },
    ...defined({ recoveredAt, failure: failure && failureView(failure) }),
  }
}

/** The reasons of the transition that opened the incident. */
function reasonsOf(incident: IncidentRecord, transitions: readonly Transition[]): string[] {
  const opening = transitions.find(
    (transition) =>
      transition.target === incident.target &&
      transition.at >= incident.impactAt &&
      transition.at <= incident.openedAt &&
      isBroken(transition.to),
  )
  return (opening?.evidence.reasons ?? []).slice(0, 8).map((reason) => oneLine(reason, LONGEST_LINE))
}

/** The first confirm runs of the incident that have artifacts. */
function evidenceOf(incident: IncidentRecord, runs: readonly RunRecord[]): EvidenceView[] {
  const end = (incident.resolvedAt ?? Number.POSITIVE_INFINITY) + AROUND_MS
  return runs
    .filter((run) => run.target === incident.target && run.artifacts && run.artifacts.length > 0)
    .filter((run) => run.startedAt >= incident.impactAt && run.startedAt <= end)
    .toReversed()
    .slice(0, EVIDENCE_PER_INCIDENT)
    .map((run) => ({ at: run.startedAt, probe: oneLine(run.probe, 60), artifacts: run.artifacts ?? [] }))
}
