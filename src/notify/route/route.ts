import { type AlertRoute, defined, type Escalation, nextWithin, type RoutedState } from '../../core/index.ts'
import { addressFingerprint } from '../channels/address.ts'
import type { ChannelConfig, ChannelMode } from '../channels/channel.ts'
import type { RouteSubject } from './subject.ts'

/** A channel as routes see it. */
export interface RoutedChannel {
  readonly name: string
  readonly mode: ChannelMode
  /** The fingerprint of its address. */
  readonly address?: string
}

/** The routes and channels of a configuration. */
export interface Routing {
  readonly routes: readonly AlertRoute[]
  readonly channels: readonly RoutedChannel[]
}

/** The routing of a configuration. */
export function routingOf(config: {
  readonly routes: readonly AlertRoute[]
  readonly channels: readonly ChannelConfig[]
}): Routing {
  const { routes, channels } = config
  return {
    routes,
    channels: channels.map((channel) => ({
      name: channel.name,
      mode: channel.mode,
      address: addressFingerprint(channel),
    })),
  }
}

/** Where an alert goes at one time. */
export interface RouteDecision {
  /** Index of the route that matches; absent where none does. */
  readonly route?: number
  readonly to: readonly string[]
  /** The end of the route's hold (epoch ms); absent where the alert goes at once. */
  readonly holdUntil?: number
  readonly escalation?: Escalation
}

/**
 * Where an alert goes: the first route that matches decides. Without a match it goes to every channel that always gets
 * alerts; where there is none, to the first fallback. Pure.
 * @param at epoch ms
 */
export function decideRoute(subject: RouteSubject, { routes, channels }: Routing, at: number): RouteDecision {
  const index = routes.findIndex((route) => matches(route, subject))
  const route = routes[index]
  if (!route) return { to: defaultChannels(channels) }
  const begin = route.hold ? nextWithin(route.hold.outside, at) : at
  const { ifNotAcked } = route
  return {
    route: index,
    to: [...new Set(route.to)],
    ...defined({
      holdUntil: begin > at ? begin : undefined,
      escalation: ifNotAcked && escalationOf(ifNotAcked, begin),
    }),
  }
}

function escalationOf({ afterMs, to }: NonNullable<AlertRoute['ifNotAcked']>, begin: number): Escalation {
  return { dueAt: begin + afterMs, afterMs, to: [...new Set(to)] }
}

function defaultChannels(channels: readonly RoutedChannel[]): readonly string[] {
  const always = channels.filter(({ mode }) => mode === 'always')
  return (always.length > 0 ? always : channels.slice(0, 1)).map(({ name }) => name)
}

/** The state counts of the surfaces that the route names, and the worst of them. */
function matches({ on, kind, target, surface }: AlertRoute, subject: RouteSubject): boolean {
  if (kind && !kind.includes(subject.kind)) return false
  if (target && !target.includes(subject.target)) return false
  const surfaces = surface
    ? subject.surfaces.filter((status) => namesSurface(surface, subject.target, status.surface))
    : subject.surfaces
  if (surface && surfaces.length === 0) return false
  const worst = worstOf(surfaces)
  return !on || (worst !== undefined && on.includes(worst))
}

function namesSurface(names: readonly string[], target: string, surface: string): boolean {
  return names.includes(surface) || names.includes(`${target}/${surface}`)
}

function worstOf(surfaces: RouteSubject['surfaces']): RoutedState | undefined {
  const states = surfaces.flatMap(({ state }) => state ?? [])
  return states.includes('down') ? 'down' : states[0]
}

/**
 * The channel that takes over from one that failed: the next fallback after it. A channel that is no longer configured
 * hands over to the first fallback, or to the first channel where there is none.
 */
export function channelAfter(failed: string, channels: readonly RoutedChannel[]): string | undefined {
  const place = channels.findIndex(({ name }) => name === failed)
  const fallbacks = channels.filter(({ mode }) => mode === 'fallback')
  if (place === -1) return (fallbacks[0] ?? channels[0])?.name
  if (channels[place]?.mode === 'always') return fallbacks[0]?.name
  return channels.slice(place + 1).find(({ mode }) => mode === 'fallback')?.name
}
