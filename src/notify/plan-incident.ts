import {
  type Alert,
  formatDuration,
  type Incident,
  type IncidentSurface,
  type TimelineEntry,
  type TimelineKind,
  type Transition,
} from '../core/index.ts'
import { closingLines, compose } from './compose.ts'
import { type Adverb, isBroken, situationOf } from './headline.ts'
import type { PlanInput, Scene } from './scene.ts'
import { isOrAre, listOf, sentence, spanOf, surfaceWord, timeAndDay, whyOf } from './words.ts'

/** Rows of a timeline that change what people must know. A sentence on the scope alone does not. */
const TELLING: ReadonlySet<TimelineKind> = new Set(['joined', 'worsened', 'eased', 'recovered', 'relapsed', 'reopened'])

/** The alerts of what a verdict did to the incident of its target. */
export function incidentAlerts(input: PlanInput): readonly Alert[] {
  const change = input.verdict.incident
  if (!change) return []
  const kinds = new Set(change.entries.map((entry) => entry.kind))
  const alerts: Alert[] = []
  if (kinds.has('opened')) alerts.push(openedAlert(change.incident, input, input.verdict.transitions))
  if (kinds.has('resolved')) alerts.push(resolvedAlert(change.incident, input))
  if (alerts.length === 0 && change.entries.some((entry) => TELLING.has(entry.kind))) alerts.push(changedAlert(input))
  const timeline = input.incident?.name === change.incident.name ? input.incident.timeline : change.entries
  return alerts.map((alert) => ({ ...alert, timeline: timeline.slice(-30) }))
}

/** The first word on an incident; `transitions` are those that opened it, for the evidence. */
export function openedAlert(incident: Incident, scene: Scene, transitions: readonly Transition[]): Alert {
  const late = incident.openedAt - incident.impactAt
  const declared = late >= 1_000 ? `, declared ${formatDuration(late)} later` : ''
  const lines = [
    `Since ${timeAndDay(incident.impactAt)}${declared}.`,
    scopeLine(incident),
    seenLine(transitions),
    ...closingLines(scene),
  ]
  return compose(
    { kind: 'opened', key: `${incident.name}:opened`, headline: situation(scene, incident), lines, incident },
    scene,
  )
}

function changedAlert(input: PlanInput): Alert {
  const { incident, entries } = input.verdict.incident ?? { incident: undefined, entries: [] }
  if (!incident) throw new TypeError('a changed alert needs an incident')
  const telling = entries.filter((entry) => TELLING.has(entry.kind))
  const key = `${incident.name}:changed:${changeName(telling, input.now)}`
  const lines = [
    `Changed: ${telling.map(changeText).join('; ')}.`,
    againLine(incident, input) ?? sinceLine(incident, input.now),
    scopeLine(incident),
    seenLine(input.verdict.transitions),
    ...closingLines(input),
  ]
  return compose({ kind: 'changed', key, headline: changedHeadline(input, incident, telling), lines, incident }, input)
}

/** Of an incident that came back: since when this time, and when it began; in between all was well. */
function againLine(incident: Incident, { verdict, now }: PlanInput): string | undefined {
  if (!verdict.incident?.entries.some(({ kind }) => kind === 'reopened')) return undefined
  const since = Math.min(now, ...verdict.transitions.filter(({ to }) => isBroken(to)).map((one) => one.since))
  return `This time since ${timeAndDay(since)}; it first began at ${timeAndDay(incident.impactAt)}.`
}

/** Names a change so that two in the same millisecond differ: `1795467912000:chat`. */
function changeName(entries: readonly TimelineEntry[], now: number): string {
  const names = [...new Set(entries.flatMap(({ surface }) => (surface ? [surface] : [])))]
  const more = names.length > 3 ? [String(names.length)] : []
  return [entries[0]?.at ?? now, ...names.slice(0, 3), ...more].join(':')
}

/** What happened, without the reason in brackets: headline and list of surfaces say it. */
function changeText({ text }: TimelineEntry): string {
  return text.replace(/ \([^()]*\)$/, '')
}

/** What got better first, then what is still wrong. */
function changedHeadline(input: PlanInput, incident: Incident, telling: readonly TimelineEntry[]): string {
  const named = (...kinds: readonly TimelineKind[]) =>
    telling.filter(({ kind }) => kinds.includes(kind)).flatMap(({ surface }) => surface ?? [])
  const better = incident.surfaces.filter((one) => named('recovered').includes(one.surface))
  if (better.length > 0) return `${betterClause(better, input.now)}, ${situation(input, incident, 'still')}`
  const back = named('reopened', 'relapsed').filter((surface) => !named('joined').includes(surface))
  const broken = input.surfaces.filter((one) => isBroken(one.state))
  return situation(input, incident, broken.every((one) => back.includes(one.surface)) ? 'again' : '')
}

function betterClause(surfaces: readonly IncidentSurface[], now: number): string {
  const parked = surfaces.filter((one) => one.state === 'maintenance')
  const up = surfaces.filter((one) => one.state !== 'maintenance')
  return [
    ...(up.length > 0 ? [recoveryClause(up, now)] : []),
    ...(parked.length > 0
      ? [`${wordsOf(parked)} ${isOrAre(parked.map(({ surface }) => surface))} under maintenance`]
      : []),
  ].join(', ')
}

/** "login recovered after 12 min 20 s"; where one broke after another was well, no single time is true of both. */
function recoveryClause(surfaces: readonly IncidentSurface[], now: number): string {
  const spans = surfaces.map((one) => ({ from: one.since, to: one.recoveredAt ?? now })).sort((a, b) => a.from - b.from)
  const [from = now, to] = [spans[0]?.from, Math.max(...spans.map((span) => span.to))]
  const gap = spans.some(
    (span, index) => index > 0 && span.from > Math.max(...spans.slice(0, index).map((one) => one.to)),
  )
  const lasted = formatDuration(Math.max(0, to - from))
  return `${wordsOf(surfaces)} recovered${gap ? `, ${lasted} after it began` : ` after ${lasted}`}`
}

function resolvedAlert(incident: Incident, scene: Scene): Alert {
  const end = incident.resolvedAt ?? scene.now
  const allUp = scene.surfaces.length > 1 && scene.surfaces.every((one) => one.state === 'operational')
  const headline = `${betterClause(incident.surfaces, end)}${allUp ? ', all surfaces are up' : ''}`
  const lasted = formatDuration(Math.max(0, end - incident.impactAt))
  const lines = [
    `Incident ${incident.name} lasted ${lasted}: ${spanOf(incident.impactAt, end)}.`,
    ...(incident.surfaces.length > 1 ? incident.surfaces.map((one) => sentence(recoveryClause([one], end))) : []),
    causeLine(incident.surfaces),
  ]
  return compose({ kind: 'resolved', key: `${incident.name}:resolved:${end}`, headline, lines, incident }, scene)
}

function causeLine(surfaces: readonly IncidentSurface[]): string {
  const causes = [...new Set(surfaces.flatMap(({ failure }) => (failure ? [whyOf(failure)] : [])))]
  return causes.length === 0 ? '' : `Last seen while it lasted: ${causes.slice(0, 3).join('; ')}.`
}

/** The headline of an open incident; surfaces of it that are neither up nor broken are named where nothing else is. */
export function situation(scene: Scene, incident: Incident, adverb: Adverb = ''): string {
  const words = situationOf(scene.surfaces, adverb)
  if (words !== '') return words
  const open = incident.surfaces.filter((one) => one.recoveredAt === undefined)
  const named = open.length > 0 ? open : incident.surfaces
  return `${wordsOf(named)}: state unknown`
}

export function sinceLine(incident: Incident, now: number): string {
  return `For ${formatDuration(Math.max(0, now - incident.impactAt))} now, since ${timeAndDay(incident.impactAt)}.`
}

export function scopeLine(incident: Incident): string {
  return incident.scope === '' ? '' : sentence(`Scope: ${incident.scope}`)
}

function seenLine(transitions: readonly Transition[]): string {
  const reason = transitions.find(({ to }) => to === 'down' || to === 'degraded')?.evidence.reasons[0]
  return reason === undefined ? '' : sentence(reason)
}

function wordsOf(surfaces: readonly IncidentSurface[]): string {
  return listOf(surfaces.map((one) => surfaceWord(one.surface)))
}
