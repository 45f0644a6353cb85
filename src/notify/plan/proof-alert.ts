import {
  type Alert,
  count,
  defined,
  isBroken,
  listOf,
  oneLine,
  plural,
  type SurfaceStatus,
  surfaceList,
  timeAndDay,
} from '../../core/index.ts'
import { situationOf } from '../text/headline.ts'
import { HEADLINE_LIST, inOrder, isOrAre } from '../text/words.ts'
import type { Scene } from './scene.ts'

/** A target over the seven days of a proof. */
export interface ProvenTarget {
  readonly name: string
  /** Its surfaces now. */
  readonly surfaces: readonly SurfaceStatus[]
  /** Runs that ended in the seven days. */
  readonly runs: number
  /** Incidents that began or lasted in the seven days. */
  readonly incidents: number
  /** The newest incident ever, epoch ms. */
  readonly lastIncident?: { readonly name: string; readonly impactAt: number; readonly resolvedAt?: number }
}

interface ProofInput extends Pick<Scene, 'now' | 'links' | 'timezone'> {
  readonly targets: readonly ProvenTarget[]
  readonly location: string
}

/** Most targets with a line; a proof is read at a glance. */
const MOST_TARGETS = 20

/**
 * The weekly alert that the monitor works and its channels arrive: how many runs, the state of each target, the last
 * incident. "All quiet" only where there was no incident and every surface is up.
 */
export function proofAlert({ now, links, targets, location, timezone }: ProofInput): Alert {
  const listed = targets.slice(0, MOST_TARGETS)
  const more = targets.length - listed.length
  const day = new Date(now).toISOString().slice(0, 10)
  const [only] = targets
  return {
    key: `proof:${location}:${day}`,
    kind: 'proof',
    target: targets.length === 1 && only ? only.name : plural(targets.length, 'target'),
    at: now,
    ...defined({ timezone }),
    headline: proofHeadline(targets),
    lines: [
      ...listed.map((target) => oneLine(targetLine(target), 600)),
      ...(more > 0 ? [`And ${count(more)} more; doorwatch status lists all of them.`] : []),
      lastIncidentLine(targets),
      `Sent once a week by the monitor at ${location}, so that silence from it is noticed.`,
    ],
    // The surfaces of several targets would be one list without the targets' names.
    surfaces: targets.length === 1 && only ? only.surfaces : [],
    links: links.dashboardUrl === undefined ? [] : [{ text: 'Dashboard', url: links.dashboardUrl }],
  }
}

function proofHeadline(targets: readonly ProvenTarget[]): string {
  const runs = targets.reduce((sum, target) => sum + target.runs, 0)
  const incidents = targets.reduce((sum, target) => sum + target.incidents, 0)
  const names = listOf(
    targets.map(({ name }) => oneLine(name, 40)),
    HEADLINE_LIST,
  )
  const of = `${plural(runs, 'run')} of ${names} in 7 days`
  const isQuiet = targets.every(
    (target) => target.runs > 0 && target.surfaces.every(({ state }) => state === 'operational'),
  )
  if (incidents === 0 && isQuiet) return `All quiet: ${of}, no incident, everything is up`
  return `Weekly proof: ${of}, ${incidents === 0 ? 'no incident' : plural(incidents, 'incident')}`
}

/** "claude: 2,016 runs, no incident; login, chat and API are up" */
function targetLine({ name, surfaces, runs, incidents }: ProvenTarget): string {
  const words = `${oneLine(name, 40)}: ${plural(runs, 'run')}, ${incidents === 0 ? 'no incident' : plural(incidents, 'incident')}`
  const broken = situationOf(surfaces)
  if (broken !== '') return `${words}; ${broken}.`
  const inState = (wanted: (status: SurfaceStatus) => boolean) =>
    inOrder(surfaces)
      .filter(wanted)
      .map(({ surface }) => surface)
  const up = inState(({ state }) => state === 'operational')
  const others = inState(({ state }) => state !== 'operational' && !isBroken(state))
  const parts = [
    ...(up.length > 0 ? [`${surfaceList(up, HEADLINE_LIST)} ${isOrAre(up)} up`] : []),
    ...(others.length > 0 ? [`${surfaceList(others, HEADLINE_LIST)} ${isOrAre(others)} not measured`] : []),
  ]
  return `${[words, ...parts].join('; ')}.`
}

function lastIncidentLine(targets: readonly ProvenTarget[]): string {
  const newest = targets
    .flatMap(({ lastIncident }) => lastIncident ?? [])
    .toSorted((a, b) => b.impactAt - a.impactAt)[0]
  if (!newest) return 'There was no incident yet.'
  const end = newest.resolvedAt === undefined ? 'still open' : `over at ${timeAndDay(newest.resolvedAt)}`
  return `Last incident: ${newest.name}, began at ${timeAndDay(newest.impactAt)}, ${end}.`
}
