import {
  type Acknowledgement,
  coveredMs,
  formatDuration,
  type Incident,
  type IncidentRecord,
  type IncidentSurface,
  isBroken,
  oneLine,
  surfaceList,
  type Transition,
  timeAndDay,
  troubleStretches,
} from '../../core/index.ts'
import { type Adverb, situationOf } from '../text/headline.ts'
import { HEADLINE_LIST, isOrAre, sentence, spanOf, whyOf } from '../text/words.ts'
import type { Scene } from './scene.ts'
import { isSilenced } from './silenced.ts'

/** The headline of an open incident; surfaces of it that are neither up nor broken are named where nothing else is. */
export function situation(scene: Scene, incident: Incident, adverb: Adverb = ''): string {
  const words = situationOf(
    scene.surfaces.filter(({ surface }) => !isSilenced(scene, surface)),
    adverb,
  )
  if (words !== '') return words
  const open = incident.surfaces.filter((surface) => surface.recoveredAt === undefined)
  const named = open.length > 0 ? open : incident.surfaces
  return `${wordsOf(named)}: state unknown`
}

/** Surfaces that got better: recovered, or under maintenance. */
export function betterClause(incident: IncidentRecord, surfaces: readonly IncidentSurface[], now: number): string {
  const parked = surfaces.filter((surface) => surface.state === 'maintenance')
  const up = surfaces.filter((surface) => surface.state !== 'maintenance')
  return [
    ...(up.length > 0 ? [recoveryClause(incident, up, now)] : []),
    ...(parked.length > 0
      ? [`${wordsOf(parked)} ${isOrAre(parked.map(({ surface }) => surface))} under maintenance`]
      : []),
  ].join(', ')
}

/**
 * "login recovered after 12 min 20 s"; where one broke after another was well, no single time is true of both. Trouble
 * with breaks in it (recovered, no data, maintenance) counts without them.
 */
export function recoveryClause(incident: IncidentRecord, surfaces: readonly IncidentSurface[], now: number): string {
  const names = surfaces.map(({ surface }) => surface)
  const spans = surfaces
    .map((surface) => ({ from: surface.since, to: surface.recoveredAt ?? now }))
    .sort((a, b) => a.from - b.from)
  const [from = now, to] = [spans[0]?.from, Math.max(...spans.map((span) => span.to))]
  const trouble = coveredMs(troubleOf(incident, now).filter(({ surface }) => names.includes(surface)))
  const gap = spans.some(
    (span, index) => index > 0 && span.from > Math.max(...spans.slice(0, index).map((earlier) => earlier.to)),
  )
  if (!gap && to - from - trouble >= 1_000) {
    return `${wordsOf(surfaces)} recovered after ${formatDuration(trouble)} of trouble`
  }
  const lasted = formatDuration(Math.max(0, to - from))
  return `${wordsOf(surfaces)} recovered${gap ? `, ${lasted} after it began` : ` after ${lasted}`}`
}

/** How long the trouble lasts, without the time in which all was well or nothing was measured. */
export function sinceLine(incident: IncidentRecord, now: number): string {
  const reopenedAt = incident.timeline.findLast(({ kind }) => kind === 'reopened')?.at
  const stretches = troubleOf(incident, now).filter(({ to }) => reopenedAt === undefined || to > reopenedAt)
  const since = Math.min(now, ...(reopenedAt === undefined ? [incident.impactAt] : stretches.map(({ from }) => from)))
  const lasting = Math.max(0, now - since)
  const trouble = coveredMs(stretches)
  const began = reopenedAt === undefined ? '' : ` The incident first began at ${timeAndDay(incident.impactAt)}.`
  const length =
    lasting - trouble < 1_000 ? `For ${formatDuration(lasting)} now` : `${formatDuration(trouble)} of trouble`
  return `${length}, since ${timeAndDay(since)}.${began}`
}

/** How long an incident lasted, and how much of that was trouble. */
export function lastedLine(incident: IncidentRecord, end: number): string {
  const span = spanOf(incident.impactAt, end)
  const lasted = Math.max(0, end - incident.impactAt)
  const trouble = coveredMs(troubleOf(incident, end))
  return lasted - trouble < 1_000
    ? `Incident ${incident.name} lasted ${formatDuration(lasted)}: ${span}.`
    : `Incident ${incident.name} had ${formatDuration(trouble)} of trouble within ${formatDuration(lasted)}: ${span}.`
}

/** The last failures of its surfaces, three at most; empty where none is stored. */
export function causeLine(surfaces: readonly IncidentSurface[]): string {
  const causes = [...new Set(surfaces.flatMap(({ failure }) => (failure ? [whyOf(failure)] : [])))]
  return causes.length === 0 ? '' : `Last seen while it lasted: ${causes.slice(0, 3).join('; ')}.`
}

/** "Acknowledged by Ana at 21:10:00 UTC on Mon 23 Nov 2026: calling the provider."; empty without an acknowledgement. */
export function acknowledgedLine(acknowledgement: Acknowledgement | undefined): string {
  if (!acknowledgement) return ''
  const { at, by, reason } = acknowledgement
  const why = reason === undefined ? '' : `: ${oneLine(reason, 300)}`
  return sentence(`Acknowledged by ${oneLine(by, 80)} at ${timeAndDay(at)}${why}`)
}

/** The pattern of an incident; empty where it has none. */
export function scopeLine(incident: Incident): string {
  return incident.scope === '' ? '' : sentence(`Scope: ${incident.scope}`)
}

/** The first reason for the first surface that broke; empty where none did. */
export function seenLine(transitions: readonly Transition[]): string {
  const reason = transitions.find(({ to }) => isBroken(to))?.evidence.reasons[0]
  return reason === undefined ? '' : sentence(reason)
}

function troubleOf(incident: IncidentRecord, now: number) {
  return troubleStretches(incident, incident.timeline, now)
}

function wordsOf(surfaces: readonly IncidentSurface[]): string {
  return surfaceList(
    surfaces.map(({ surface }) => surface),
    HEADLINE_LIST,
  )
}
