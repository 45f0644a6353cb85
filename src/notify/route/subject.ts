import { type Alert, type AlertKind, isBroken, type RoutedState } from '../../core/index.ts'
import type { Silenced } from '../plan/scene.ts'
import { isSilenced } from '../plan/silenced.ts'

/** What of an alert decides its route. */
export interface RouteSubject {
  readonly kind: AlertKind
  readonly target: string
  /** The broken surfaces of an incident, or the surface of a notice, which has no state. */
  readonly surfaces: readonly { readonly surface: string; readonly state?: RoutedState }[]
}

/** What of an alert decides its route. Surfaces that are silenced do not. */
export function subjectOf({ kind, target, surfaces, notice }: Alert, silenced?: Silenced): RouteSubject {
  if (notice) return { kind, target, surfaces: notice.surface === '' ? [] : [{ surface: notice.surface }] }
  const broken = surfaces.flatMap(({ surface, state }) =>
    isBroken(state) && !isSilenced(silenced ? { silenced } : {}, surface) ? [{ surface, state }] : [],
  )
  return { kind, target, surfaces: broken }
}

/** The worst state of each broken surface, by name. */
export type AnnouncedStates = Readonly<Record<string, RoutedState>>

/** Of a subject, the surfaces that are worse than was announced: those that broke since, and those that went down. */
export function worseThan(announced: AnnouncedStates, subject: RouteSubject): RouteSubject {
  const surfaces = subject.surfaces.filter(
    ({ surface, state }) => state !== undefined && announced[surface] !== 'down' && announced[surface] !== state,
  )
  return { ...subject, surfaces }
}

/** What is announced once an alert about the subject is planned. */
export function withAnnounced(announced: AnnouncedStates, { surfaces }: RouteSubject): AnnouncedStates {
  const worse = surfaces.flatMap(({ surface, state }) =>
    state !== undefined && announced[surface] !== 'down' ? [[surface, state]] : [],
  )
  return { ...announced, ...Object.fromEntries(worse) }
}
