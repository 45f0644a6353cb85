import fc from 'fast-check'
import {
  type Acknowledgement,
  type Alert,
  type AlertRoute,
  HOUR,
  MINUTE,
  parseHours,
  type State,
  type SurfaceStatus,
} from '../../../src/core/index.ts'

const SURFACES = ['login', 'api', 'chat'] as const
export const CHANNELS = ['pager', 'lead', 'slack', 'mail'] as const
/** Gets what others refuse. */
export const FALLBACK = 'mail'
type ChannelName = (typeof CHANNELS)[number]

const OFFICE = { outside: parseHours('Mo-Fr 08:00-20:00 Europe/Berlin') }
export const ROUTES: readonly (readonly AlertRoute[])[] = [
  [
    { on: ['down'], to: ['pager'], ifNotAcked: { afterMs: 10 * MINUTE, to: ['lead'] } },
    { on: ['degraded'], hold: OFFICE, to: ['slack'] },
  ],
  [
    {
      surface: ['login'],
      on: ['down'],
      to: ['pager', 'slack'],
      ifNotAcked: { afterMs: MINUTE, to: ['pager', 'lead'] },
    },
    { surface: ['api'], hold: OFFICE, to: ['slack', 'mail'], ifNotAcked: { afterMs: HOUR, to: ['lead'] } },
  ],
  [{ hold: OFFICE, to: ['mail'] }],
  [],
]

/** How a channel answers. */
export type Answer = 'ok' | 'refuse'
export type Step =
  | {
      readonly do: 'set'
      readonly surface: (typeof SURFACES)[number]
      readonly state: 'operational' | 'degraded' | 'down'
    }
  | { readonly do: 'recover' | 'mute' | 'acknowledge' | 'remind' }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'answer'; readonly channel: ChannelName; readonly answer: Answer }
  /** Removes a channel from the configuration, or puts it back. */
  | { readonly do: 'toggle'; readonly channel: ChannelName }
  | { readonly do: 'move'; readonly channel: ChannelName }
  /** Restarts the worker with other routes. */
  | { readonly do: 'restart'; readonly routes: number }

const channel = fc.constantFrom(...CHANNELS)
const surface = fc.constantFrom(...SURFACES)
const state = fc.constantFrom('operational' as const, 'degraded' as const, 'down' as const)

export const STEPS = fc
  .tuple(
    fc.record({ do: fc.constant('restart' as const), routes: fc.nat(ROUTES.length - 1) }),
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.record({ do: fc.constant('set' as const), surface, state }) },
        {
          weight: 6,
          arbitrary: fc.record({
            do: fc.constantFrom('recover' as const, 'mute' as const, 'acknowledge' as const, 'remind' as const),
          }),
        },
        {
          weight: 4,
          arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 15 }) }),
        },
        {
          weight: 3,
          arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 60, max: 3_000 }) }),
        },
        {
          weight: 3,
          arbitrary: fc.record({
            do: fc.constant('answer' as const),
            channel,
            answer: fc.constantFrom<Answer>('ok', 'refuse'),
          }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('toggle' as const), channel }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), channel }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), routes: fc.nat(ROUTES.length - 1) }) },
      ),
      { maxLength: 25 },
    ),
  )
  .map(([first, rest]): readonly Step[] => [first, ...rest])

/** An alert on an incident whose surfaces are in these states. */
export function alertOf(
  { name, states }: { readonly name: string; readonly states: ReadonlyMap<string, State> },
  { key, kind }: Pick<Alert, 'key' | 'kind'>,
  at: number,
): Alert {
  const surfaces = SURFACES.map(
    (surface): SurfaceStatus => ({ target: 't', surface, state: states.get(surface) ?? 'operational', since: at }),
  )
  return {
    ...{ key, kind, target: 't', at, headline: key, lines: [], surfaces, links: [] },
    incident: { name, target: 't', openedAt: at, impactAt: at, surfaces: [], scope: '' },
  }
}

export interface Arrived {
  readonly alert: Alert
  readonly channel: string
  readonly address: string
  readonly at: number
  readonly order: number
  readonly heldUntil?: number | undefined
}

export interface Open {
  readonly name: string
  readonly states: Map<string, State>
  isAnnounced: boolean
  acknowledged?: Acknowledgement | undefined
}
