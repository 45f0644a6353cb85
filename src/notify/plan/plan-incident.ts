import {
  type Alert,
  formatDuration,
  type Incident,
  type IncidentRecord,
  isBroken,
  pooledRate,
  pooledRateWords,
  type TimelineEntry,
  type TimelineKind,
  type Transition,
  timeAndDay,
} from '../../core/index.ts'
import { sentence } from '../text/words.ts'
import { closingLines } from './closing-lines.ts'
import { compose } from './compose.ts'
import {
  acknowledgedLine,
  betterClause,
  causeLine,
  lastedLine,
  recoveryClause,
  scopeLine,
  seenLine,
  sinceLine,
  situation,
} from './incident-words.ts'
import type { PlanInput, Scene } from './scene.ts'
import { audibleSurfaces, isSilenced } from './silenced.ts'

/** Timeline rows that are worth an alert. A change of the scope alone is not. */
const ALERTED_KINDS: ReadonlySet<TimelineKind> = new Set([
  'joined',
  'worsened',
  'eased',
  'recovered',
  'relapsed',
  'reopened',
])

/** The alerts of what a verdict did to the incident of its target. */
export function incidentAlerts(input: PlanInput): readonly Alert[] {
  const change = input.verdict.incident
  if (!change) return []
  const timeline = input.incident?.name === change.incident.name ? input.incident.timeline : change.entries
  const alerts = alertsOf({ ...change.incident, timeline }, change.entries, input)
  return alerts.map((alert) => ({ ...alert, timeline: timeline.slice(-30) }))
}

function alertsOf(incident: IncidentRecord, entries: readonly TimelineEntry[], input: PlanInput): readonly Alert[] {
  const announced = input.announced ?? true
  const kinds = new Set(entries.map((entry) => entry.kind))
  const opened = () => openedAlert(incident, input, input.verdict.transitions)
  const opens = kinds.has('opened') && hasAudible(input, incident)
  const alerts: Alert[] = opens ? [opened()] : []
  if (kinds.has('resolved') && (opens || (announced && !kinds.has('opened')))) {
    alerts.push(resolvedAlert(incident, input))
  }
  if (kinds.has('opened') || kinds.has('resolved')) return alerts
  const changes = entries.filter(({ kind, surface = '' }) => ALERTED_KINDS.has(kind) && !isSilenced(input, surface))
  if (changes.length === 0) return []
  if (announced) return [changedAlert(incident, changes, input)]
  return hasAudible(input, incident) ? [opened()] : []
}

/** Whether a broken surface of the incident is not silenced. */
function hasAudible(scene: Scene, incident: Incident): boolean {
  return audibleSurfaces(scene, incident).length > 0
}

/**
 * The opening alert of an incident.
 * @param transitions those that opened it, for the evidence
 */
export function openedAlert(incident: Incident, scene: Scene, transitions: readonly Transition[]): Alert {
  const late = incident.openedAt - incident.impactAt
  const declared = late >= 1_000 ? `, declared ${formatDuration(late)} later` : ''
  const lines = [
    `Since ${timeAndDay(incident.impactAt)}${declared}.`,
    scopeLine(incident),
    seenLine(transitions),
    ...closingLines(scene, incident),
  ]
  return compose(
    {
      kind: 'opened',
      key: `${incident.name}:opened`,
      headline: openingHeadline(incident, scene, transitions),
      lines,
      incident,
    },
    scene,
  )
}

/** Of surfaces that are degraded together, how many they are and how many of their runs fail. */
function openingHeadline(incident: Incident, scene: Scene, transitions: readonly Transition[]): string {
  const rate = transitions.map(({ evidence }) => pooledRate(evidence)).find((found) => found !== undefined)
  if (!rate || scene.surfaces.filter(({ state }) => isBroken(state)).length !== rate.surfaces) {
    return situation(scene, incident)
  }
  return `${pooledRateWords(rate)}: ${situation(scene, incident)}`
}

function changedAlert(incident: IncidentRecord, changes: readonly TimelineEntry[], input: PlanInput): Alert {
  const key = `${incident.name}:changed:${changeName(changes, input.now)}`
  const lines = [
    `Changed: ${changes.map(changeText).join('; ')}.`,
    againLine(incident, input) ?? sinceLine(incident, input.now),
    acknowledgedLine(input.acknowledgement),
    scopeLine(incident),
    seenLine(input.verdict.transitions),
    ...closingLines(input, incident),
  ]
  return compose({ kind: 'changed', key, headline: changedHeadline(input, incident, changes), lines, incident }, input)
}

/** Of a reopened incident: since when this time, and when it first began. Undefined for others. */
function againLine(incident: Incident, { verdict, now }: PlanInput): string | undefined {
  if (!verdict.incident?.entries.some(({ kind }) => kind === 'reopened')) return undefined
  const since = Math.min(
    now,
    ...verdict.transitions.filter(({ to }) => isBroken(to)).map((transition) => transition.since),
  )
  return `This time since ${timeAndDay(since)}; it first began at ${timeAndDay(incident.impactAt)}.`
}

/** Names a change so that two in the same millisecond differ: `1795467912000:chat`. */
function changeName(entries: readonly TimelineEntry[], now: number): string {
  const names = [...new Set(entries.flatMap(({ surface }) => (surface ? [surface] : [])))]
  const more = names.length > 3 ? [String(names.length)] : []
  return [entries[0]?.at ?? now, ...names.slice(0, 3), ...more].join(':')
}

/** What changed, without its reason: headline and list of surfaces name it. */
function changeText({ kind, surface, from, to, text }: TimelineEntry): string {
  if (surface === undefined || to === undefined) return text
  switch (kind) {
    case 'joined':
      return `${surface} is ${to} as well`
    case 'relapsed':
      return `${surface} is ${to} again`
    case 'worsened':
    case 'eased':
      return from === undefined ? text : `${surface} went from ${from} to ${to}`
    default:
      return text
  }
}

/** What got better first, then what is still wrong. */
function changedHeadline(input: PlanInput, incident: IncidentRecord, changes: readonly TimelineEntry[]): string {
  const named = (...kinds: readonly TimelineKind[]) =>
    changes.filter(({ kind }) => kinds.includes(kind)).flatMap(({ surface }) => surface ?? [])
  const better = incident.surfaces.filter((surface) => named('recovered').includes(surface.surface))
  if (better.length > 0) return `${betterClause(incident, better, input.now)}, ${situation(input, incident, 'still')}`
  const back = named('reopened', 'relapsed').filter((surface) => !named('joined').includes(surface))
  const broken = input.surfaces.filter((surface) => isBroken(surface.state))
  return situation(input, incident, broken.every((surface) => back.includes(surface.surface)) ? 'again' : '')
}

function resolvedAlert(incident: IncidentRecord, scene: PlanInput): Alert {
  const end = incident.resolvedAt ?? scene.now
  const key = `${incident.name}:resolved:${end}`
  if (incident.closed !== undefined) return closedAlert(incident, incident.closed, { key, end }, scene)
  const allUp = scene.surfaces.length > 1 && scene.surfaces.every((surface) => surface.state === 'operational')
  const headline = `${betterClause(incident, incident.surfaces, end)}${allUp ? ', all surfaces are up' : ''}`
  const lines = [
    lastedLine(incident, end),
    ...(incident.surfaces.length > 1
      ? incident.surfaces.map((surface) => sentence(recoveryClause(incident, [surface], end)))
      : []),
    causeLine(incident.surfaces),
    acknowledgedLine(scene.acknowledgement),
    ...afterwardsLines(scene),
    ...closingLines(scene, incident),
  ]
  return compose({ kind: 'resolved', key, headline, lines, incident }, scene)
}

/** What is to do after the outage, one line for each. */
function afterwardsLines({ outage }: PlanInput): readonly string[] {
  return (outage?.afterwards ?? []).map(({ workflow, text }) => `${workflow}: Afterwards: ${text}.`)
}

/** An incident that ended for another reason than recovery. */
function closedAlert(
  incident: IncidentRecord,
  reason: string,
  { key, end }: { readonly key: string; readonly end: number },
  scene: PlanInput,
): Alert {
  const lines = [
    lastedLine(incident, end),
    'It was closed without a measured recovery.',
    causeLine(incident.surfaces),
    acknowledgedLine(scene.acknowledgement),
    ...afterwardsLines(scene),
    ...closingLines(scene, incident),
  ]
  return compose({ kind: 'resolved', key, headline: `incident closed: ${reason}`, lines, incident }, scene)
}
