import { defined } from '../core/index.ts'

export type ComponentName = 'Detect' | 'Tell' | 'Switch' | 'Work' | 'Return'

/** Missing points, with their cause and what to change. */
interface Outstanding {
  /** The cause: `claude/cli was in trouble for 30 min and was not detected` */
  readonly text: string
  /** The key of the configuration to change: `workflows[0].fallback` */
  readonly line: string
  /** File and line of that key: `doorwatch.config.ts:24`. Absent where code builds the configuration. */
  readonly place?: string
  readonly todo: string
  readonly points: number
  readonly workflow?: string
  /** Owner of that workflow; absent where it has none. */
  readonly owner?: string
}

/** A part of the score. */
export interface Component {
  readonly name: ComponentName
  readonly score: number
  /** Points that could be won in this drill; checks of what did not occur are not among them. */
  readonly possible: number
  /** The most points first. */
  readonly outstanding: readonly Outstanding[]
}

/** One check of a component. `missing`: the cause where points are lost. */
export interface Check {
  readonly points: number
  /** The share that is won, 0 to 1. */
  readonly won: number
  readonly missing?: Omit<Outstanding, 'points'>
}

/** The component of these checks. Points are rounded to a tenth. */
export function componentOf(name: ComponentName, checks: readonly Check[]): Component {
  const sum = (value: (check: Check) => number) => checks.reduce((total, check) => total + value(check), 0)
  const outstanding = checks.flatMap(({ points, won, missing }) => {
    const lost = tenths(points * (1 - won))
    return missing && lost > 0 ? [{ ...missing, points: lost }] : []
  })
  return {
    name,
    score: tenths(sum(({ points, won }) => points * won)),
    possible: tenths(sum(({ points }) => points)),
    outstanding: outstanding.toSorted((a, b) => b.points - a.points),
  }
}

/** The component with the places of its keys. */
export function withPlaces(component: Component, placeOf: (key: string) => string | undefined): Component {
  const placed = component.outstanding.map((entry) => ({ ...entry, ...defined({ place: placeOf(entry.line) }) }))
  return { ...component, outstanding: placed }
}

/** A check that is won or lost as a whole. */
export function check(points: number, isWon: boolean, missing: Omit<Outstanding, 'points'>): Check {
  return { points, won: isWon ? 1 : 0, ...(isWon ? {} : { missing }) }
}

/** The workflow of missing points, with its owner. */
export function ofWorkflow({ name, owner }: { readonly name: string; readonly owner?: string }) {
  return { workflow: name, ...defined({ owner }) }
}

/** A number with one decimal. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
