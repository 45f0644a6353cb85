import type { DisplayState, Overview, SurfaceFilter, SurfaceGroup, SurfaceView } from '../../dashboards/model/model.ts'
import { STATE_ORDER } from '../../dashboards/words/labels.ts'
import { groupBy } from './group.ts'
import { bySurface } from './names.ts'

/** Up to these numbers every surface has a card and every lane is drawn. */
const SMALL = { targets: 3, surfaces: 12 }
/** Cards on one page; with several groups in trouble, each draws its worst. */
const CARDS = 24
const CARDS_PER_GROUP = 8
/** Groups without trouble that get a line. */
const LINES = 60

/** Position of a state in the display order: 0 is the worst. */
export function severity(standing: DisplayState): number {
  return STATE_ORDER.indexOf(standing)
}

/** Whether every surface is shown: no filter is set and all fit on a screen. */
export function isSmall(surfaces: readonly Pick<SurfaceView, 'target'>[], filter: SurfaceFilter = {}): boolean {
  if (filter.text !== undefined || filter.state !== undefined) return false
  return surfaces.length <= SMALL.surfaces && new Set(surfaces.map(({ target }) => target)).size <= SMALL.targets
}

/** Whether a surface has every word of the filter's text in its target, name or title. */
export function matchesText(
  { target, surface, title }: { readonly target: string; readonly surface: string; readonly title?: string },
  filter: SurfaceFilter,
): boolean {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${target}/${surface} ${title ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The surfaces that match a filter. */
export function matchingSurfaces<T extends Pick<SurfaceView, 'target' | 'surface' | 'title' | 'standing'>>(
  surfaces: readonly T[],
  filter: SurfaceFilter,
): readonly T[] {
  return surfaces.filter(
    (surface) => (filter.state === undefined || surface.standing === filter.state) && matchesText(surface, filter),
  )
}

/**
 * The surfaces grouped by target, worst first. Broken surfaces have cards; the others share one line per group; those
 * beyond the caps are counted.
 */
export function overviewOf(surfaces: readonly SurfaceView[], filter: SurfaceFilter): Overview {
  const matching = matchingSurfaces(surfaces, filter)
  const all = matching.length <= SMALL.surfaces
  const groups = [...groupBy(matching, ({ target }) => target)]
    .map(([target, members]) => ({ target, members: members.toSorted(bySeverity) }))
    .toSorted((a, b) => worstOf(a.members) - worstOf(b.members) || (a.target < b.target ? -1 : 1))
  const perGroup = groups.filter(({ members }) => worstOf(members) < severity('operational')).length > 1
  let room = CARDS
  const drawn = groups.map(({ target, members }): SurfaceGroup => {
    const wanted = members.filter(
      (surface) => all || filter.state === 'operational' || surface.standing !== 'operational',
    )
    const cards = wanted.slice(0, Math.min(room, perGroup ? CARDS_PER_GROUP : CARDS))
    room -= cards.length
    return { target, cards, folded: countsOf(members.slice(cards.length)), total: members.length }
  })
  const groupsWithCards = drawn.filter(({ cards }) => cards.length > 0)
  const lines = drawn.filter(({ cards }) => cards.length === 0)
  return {
    filter,
    total: surfaces.length,
    matching: matching.length,
    counts: countsOf(surfaces.filter((surface) => matchesText(surface, filter))),
    groups: groupsWithCards,
    lines: lines.slice(0, LINES),
    more: sumOf(lines.slice(LINES)),
  }
}

function bySeverity(a: SurfaceView, b: SurfaceView): number {
  return severity(a.standing) - severity(b.standing) || bySurface(a, b)
}

/** Severity of the first of a list whose worst comes first. */
function worstOf(members: readonly SurfaceView[]): number {
  return severity(members[0]?.standing ?? 'operational')
}

function countsOf(surfaces: readonly SurfaceView[]): Overview['counts'] {
  const counts: Partial<Record<DisplayState, number>> = {}
  for (const { standing } of surfaces) counts[standing] = (counts[standing] ?? 0) + 1
  return counts
}

function sumOf(groups: readonly SurfaceGroup[]): Overview['more'] {
  const counts: Partial<Record<DisplayState, number>> = {}
  for (const { folded } of groups) {
    for (const standing of STATE_ORDER)
      if (folded[standing]) counts[standing] = (counts[standing] ?? 0) + folded[standing]
  }
  return { groups: groups.length, counts }
}
