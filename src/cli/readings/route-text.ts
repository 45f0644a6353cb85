import { type AlertRoute, formatDuration, listOf, timeAndDay } from '../../core/index.ts'
import type { RouteDecision, RouteSubject } from '../../notify/index.ts'

/** Where an alert goes at one time. */
export interface RouteAnswer {
  readonly subject: RouteSubject
  /** Epoch ms. */
  readonly at: number
  /** The zone in which times are printed. */
  readonly zone: string
  readonly routes: readonly AlertRoute[]
  readonly decision: RouteDecision
}

/** The route of an alert in words. */
export function routeText({ subject, at, zone, routes, decision }: RouteAnswer): string {
  const { route: index, to, holdUntil, escalation } = decision
  const route = index === undefined ? undefined : routes[index]
  const time = (when: number) => timeAndDay(when, zone)
  const who = listOf(to) || 'nobody: no channel is configured'
  const [{ surface = '', state } = {}] = subject.surfaces
  const what = state ? ` ${state}` : ''
  const after = route?.ifNotAcked ? formatDuration(route.ifNotAcked.afterMs) : ''
  const lines: readonly (readonly [string, string])[] = [
    ['Alert', `${subject.target}/${surface}${what} (${subject.kind}) at ${time(at)}`],
    ['Route', route ? `alerts.routes[${index}]: ${conditions(route)}` : noRoute(routes)],
    ['Now', holdUntil === undefined ? who : 'nobody'],
    ...(holdUntil === undefined ? [] : [['Later', `${who}, when the hold ends at ${time(holdUntil)}`] as const]),
    ...(escalation
      ? ([
          ['If not acked', `${listOf(escalation.to)}, ${after} later, at ${time(escalation.dueAt)}`],
          ['If refused', `${listOf(escalation.to)}, at once where ${listOf(to)} refuses it or is away`],
        ] as const)
      : []),
  ]
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, text]) => `${`${label}:`.padEnd(width + 1)} ${text}\n`).join('')
}

function noRoute(routes: readonly AlertRoute[]): string {
  const why = routes.length === 0 ? 'none is configured' : 'none matches'
  return `${why}: every channel of mode 'always' gets it`
}

/** "on down, of target claude, held outside Mo-Fr 08:00-20:00 Europe/Berlin" */
function conditions({ on, kind, target, surface, hold }: AlertRoute): string {
  const parts = [
    ...(on ? [`on ${on.join(' or ')}`] : []),
    ...(kind ? [`of kind ${kind.join(' or ')}`] : []),
    ...(target ? [`of target ${target.join(' or ')}`] : []),
    ...(surface ? [`about ${surface.join(' or ')}`] : []),
    ...(hold ? [`held outside ${hold.outside.text}`] : []),
  ]
  return parts.length === 0 ? 'every alert' : parts.join(', ')
}

/** The route of an alert as JSON: times are ISO 8601, what does not apply is null. */
export function routeJson({ subject, at, decision }: RouteAnswer) {
  const { route, to, holdUntil, escalation } = decision
  const [{ surface = '', state } = {}] = subject.surfaces
  return {
    ...{ at: iso(at), target: subject.target, surface, state: state ?? null, kind: subject.kind },
    route: route === undefined ? null : `alerts.routes[${route}]`,
    now: holdUntil === undefined ? to : [],
    later: holdUntil === undefined ? [] : to,
    holdEndsAt: holdUntil === undefined ? null : iso(holdUntil),
    ifNotAcked: escalation ? { at: iso(escalation.dueAt), to: escalation.to } : null,
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
