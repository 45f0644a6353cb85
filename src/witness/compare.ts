import { type ComponentStatus, defined, isBroken, type StateSpan, type SurfaceStatusSpan } from '../core/index.ts'

/** What we saw of a surface, set beside what the provider's page said of it. A witness never decides. */
export interface WitnessComparison {
  readonly target: string
  readonly surface: string
  /** Troubles that one of us saw, in order of time. */
  readonly troubles: readonly Trouble[]
  /** We saw trouble while the page said all is well; the page spoke of trouble while we saw none; both did, ms. */
  readonly greenWhileRedMs: number
  readonly redWhileGreenMs: number
  readonly bothRedMs: number
  /** We saw trouble while the page could not be read, ms. */
  readonly unreadWhileRedMs: number
  /** Median lead over the page in troubles that both saw, ms; negative where the page was first. */
  readonly medianLeadMs?: number
}

export interface Trouble {
  /** When we saw it first, and when the page spoke of it first (epoch ms); absent where one of us never did. */
  readonly seenAt?: number
  readonly saidAt?: number
  /** How much sooner we were, ms; absent where only one saw it. */
  readonly leadMs?: number
  readonly to: number
}

type Sight = 'red' | 'green' | 'blind'

/** Troubles of the two nearer to each other than this are taken for the same, ms. */
const SAME_TROUBLE_MS = 3 * 60 * 60_000

/**
 * Compares our states with the page's claims, surface by surface. Spans must be cut to the same range; where we know
 * nothing (unknown, maintenance) or the page is not heard, nothing is compared.
 */
export function compareWitness(
  states: readonly StateSpan[],
  claims: readonly SurfaceStatusSpan[],
): readonly WitnessComparison[] {
  const keys = new Map(states.map((span) => [`${span.target}/${span.surface}`, span]))
  return [...keys.values()].map(({ target, surface }) => {
    const ours = states.filter((span) => span.target === target && span.surface === surface)
    return compareSurface(
      target,
      surface,
      ours,
      claims.filter((span) => span.surface === surface),
    )
  })
}

function compareSurface(
  target: string,
  surface: string,
  ours: readonly StateSpan[],
  theirs: readonly SurfaceStatusSpan[],
): WitnessComparison {
  const minutes = { greenWhileRedMs: 0, redWhileGreenMs: 0, bothRedMs: 0, unreadWhileRedMs: 0 }
  for (const span of ours) {
    for (const claim of theirs) {
      const ms = Math.min(span.to, claim.to) - Math.max(span.from, claim.from)
      if (ms > 0) addTo(minutes, sightOf(span), heardOf(claim.claim), ms)
    }
  }
  const troubles = pair(
    ours.filter((span) => sightOf(span) === 'red'),
    theirs.filter((one) => heardOf(one.claim) === 'red'),
  )
  const leads = troubles.flatMap((trouble) => trouble.leadMs ?? []).sort((a, b) => a - b)
  const medianLeadMs = leads[Math.floor((leads.length - 1) / 2)]
  return { target, surface, troubles, ...minutes, ...defined({ medianLeadMs }) }
}

interface Minutes {
  greenWhileRedMs: number
  redWhileGreenMs: number
  bothRedMs: number
  unreadWhileRedMs: number
}

function addTo(minutes: Minutes, seen: Sight, said: Sight, ms: number): void {
  if (seen === 'red' && said === 'green') minutes.greenWhileRedMs += ms
  if (seen === 'red' && said === 'red') minutes.bothRedMs += ms
  if (seen === 'red' && said === 'blind') minutes.unreadWhileRedMs += ms
  if (seen === 'green' && said === 'red') minutes.redWhileGreenMs += ms
}

function sightOf({ state }: StateSpan): Sight {
  return isBroken(state) ? 'red' : state === 'operational' ? 'green' : 'blind'
}

function heardOf(claim: ComponentStatus | 'unread'): Sight {
  if (claim === 'unread' || claim === 'unknown' || claim === 'under_maintenance') return 'blind'
  return claim === 'operational' ? 'green' : 'red'
}

interface Red {
  readonly ours: boolean
  readonly from: number
  readonly to: number
}

/** Red stretches of both, put together where they overlap or lie near each other. */
function pair(ours: readonly StateSpan[], theirs: readonly SurfaceStatusSpan[]): readonly Trouble[] {
  const all: Red[] = [
    ...ours.map(({ from, to }) => ({ ours: true, from, to })),
    ...theirs.map(({ from, to }) => ({ ours: false, from, to })),
  ].sort((a, b) => a.from - b.from)
  const groups: Red[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const red of all) {
    if (red.from - end <= SAME_TROUBLE_MS) groups.at(-1)?.push(red)
    else groups.push([red])
    end = Math.max(end, red.to)
  }
  return groups.map(troubleOf)
}

function troubleOf(reds: readonly Red[]): Trouble {
  const seenAt = reds.find((red) => red.ours)?.from
  const saidAt = reds.find((red) => !red.ours)?.from
  return {
    ...defined({ seenAt, saidAt }),
    ...(seenAt === undefined || saidAt === undefined ? {} : { leadMs: saidAt - seenAt }),
    to: Math.max(...reds.map((red) => red.to)),
  }
}
