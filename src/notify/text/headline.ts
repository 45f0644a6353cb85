import { isBroken, STATE_RANK, type State, type SurfaceStatus, surfaceList } from '../../core/index.ts'
import { HEADLINE_LIST, inOrder, isOrAre, STATE_WORD, whyOf } from './words.ts'

/** How many names of working surfaces a headline has room for. */
const MOST_UP = 3

export type Adverb = '' | 'still' | 'again'

/** The worst state among surfaces; `operational` where there is none. */
export function worstState(surfaces: readonly SurfaceStatus[]): State {
  return surfaces.reduce<State>(
    (worst, { state }) => (STATE_RANK[state] > STATE_RANK[worst] ? state : worst),
    'operational',
  )
}

/**
 * The situation in one line: what is shut and why, and what still works that a monitor of the API would have seen:
 * "login is DOWN (HTTP 500 at 'submit credentials'), API is up". `adverb`: "is still DOWN", "is DOWN again".
 * Empty where nothing is broken.
 */
export function situationOf(surfaces: readonly SurfaceStatus[], adverb: Adverb = ''): string {
  const ordered = inOrder(surfaces)
  const clauses = (['down', 'degraded'] as const).flatMap((state) => {
    const group = ordered.filter((one) => one.state === state)
    return group.length === 0 ? [] : [brokenClause(group, state, adverb)]
  })
  const up = upClause(ordered)
  return clauses.length === 0 || up === '' ? clauses.join(' and ') : `${clauses.join(' and ')}, ${up}`
}

function brokenClause(group: readonly SurfaceStatus[], state: State, adverb: Adverb): string {
  const names = group.map(({ surface }) => surface)
  const reasons = reasonsOf(group)
  const word = adverb === 'again' ? [STATE_WORD[state], adverb] : [adverb, STATE_WORD[state]]
  const words = [surfaceList(names, HEADLINE_LIST), isOrAre(names), ...word, reasons === '' ? '' : `(${reasons})`]
  return words.filter((word) => word !== '').join(' ')
}

/** Surfaces that fail alike share one reason; the step is named where all fail at the same one. */
function reasonsOf(group: readonly SurfaceStatus[]): string {
  const failures = group.flatMap(({ failure }) => (failure ? [failure] : []))
  const full = [...new Set(failures.map(whyOf))]
  if (full.length < 2) return full.join('')
  const short = [...new Set(failures.map(({ step: _step, ...failure }) => whyOf(failure)))]
  return short.length > 2 ? `${short.slice(0, 2).join('; ')}; …` : short.join('; ')
}

function upClause(surfaces: readonly SurfaceStatus[]): string {
  const up = surfaces.filter((one) => one.state === 'operational').map((one) => one.surface)
  const broken = surfaces.filter((one) => isBroken(one.state)).length
  if (up.length === 0 || broken === 0) return ''
  const backDoors = ['api', 'cli'].filter((name) => up.includes(name)).slice(0, broken === 1 ? 1 : 2)
  const names = backDoors.length > 0 ? backDoors : up
  if (names.length > MOST_UP)
    return up.length + broken === surfaces.length ? 'everything else is up' : `${up.length} others are up`
  return `${surfaceList(names, HEADLINE_LIST)} ${isOrAre(names)} up`
}
