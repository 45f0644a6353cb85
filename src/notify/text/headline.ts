import { isBroken, type State, type SurfaceStatus, surfaceList } from '../../core/index.ts'
import { HEADLINE_LIST, inOrder, isOrAre, STATE_WORD, whyOf } from './words.ts'

export type Adverb = '' | 'still' | 'again'

/**
 * The situation in one line: what is broken and why, and what works:
 * "login is DOWN (HTTP 500 at 'submit credentials'), chat, API and CLI are up". `adverb`: "is still DOWN", "is DOWN again".
 * Empty where nothing is broken.
 */
export function situationOf(surfaces: readonly SurfaceStatus[], adverb: Adverb = ''): string {
  const ordered = inOrder(surfaces)
  const clauses = (['down', 'degraded'] as const).flatMap((state) => {
    const group = ordered.filter((surface) => surface.state === state)
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

/** The surfaces that work; where none does, those without a measurement. Never calls one up that is not measured. */
function upClause(surfaces: readonly SurfaceStatus[]): string {
  const inState = (state: State) => surfaces.filter((status) => status.state === state).map(({ surface }) => surface)
  const up = inState('operational')
  const broken = surfaces.filter((status) => isBroken(status.state)).length
  if (broken === 0) return ''
  if (up.length > HEADLINE_LIST.longest) {
    return up.length + broken === surfaces.length ? 'everything else is up' : `${up.length} others are up`
  }
  if (up.length > 0) return `${surfaceList(up, HEADLINE_LIST)} ${isOrAre(up)} up`
  const unknown = inState('unknown')
  return unknown.length > 0 ? `${surfaceList(unknown, HEADLINE_LIST)} ${isOrAre(unknown)} not measured` : ''
}
