import { DAY, defined } from '../core/index.ts'
import type { Component, ComponentName } from './component.ts'

/** What a drill found, who takes care of it, and when it is tried again. */
export interface Finding {
  readonly component: ComponentName
  readonly severity: 'high' | 'medium' | 'low'
  readonly text: string
  readonly line: string
  /** As in `Outstanding`. */
  readonly place?: string
  readonly todo: string
  readonly points: number
  readonly owner?: string
  /** The day by which it is tried again: 2026-12-29. */
  readonly retestBy: string
}

/** Points that make a finding high or medium, and the days until it is tried again. */
const HIGH = { points: 5, days: 14 }
const MEDIUM = { points: 2, days: 30 }
const LOW_DAYS = 90

/** The missing points of all components as findings, the most points first. @param endedAt epoch ms */
export function findingsOf(components: readonly Component[], endedAt: number): readonly Finding[] {
  return components
    .flatMap(({ name, outstanding }) =>
      outstanding.map(({ text, line, place, todo, points, owner }): Finding => {
        const severity = points >= HIGH.points ? 'high' : points >= MEDIUM.points ? 'medium' : 'low'
        const days = severity === 'high' ? HIGH.days : severity === 'medium' ? MEDIUM.days : LOW_DAYS
        return {
          ...{ component: name, severity, text, line, todo, points },
          ...defined({ place, owner }),
          retestBy: new Date(endedAt + days * DAY).toISOString().slice(0, 10),
        }
      }),
    )
    .toSorted((a, b) => b.points - a.points)
}
